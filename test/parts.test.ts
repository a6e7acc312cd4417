import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, it } from 'node:test';
import { type Group, PARTS, type PartEntry, type Place } from '@triptych/parts';
import { parse } from 'yaml';

const root = resolve(import.meta.dirname, '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');

type Table = Readonly<Record<string, PartEntry>>;

/** Lists what a file that cannot read parts.json has differently. */
type Comparison = (table: Table) => readonly string[] | Promise<readonly string[]>;

const mainPort = ({ ports }: PartEntry) => Object.values(ports)[0];
const at = (table: Table, place: Place) => Object.entries(table).filter(([, { runs }]) => runs.includes(place));
const services = (table: Table) => Object.entries(table).filter(([, { group }]) => group === 'service');
const reachable = (table: Table) => Object.entries(table).filter(([, { nodePort }]) => nodePort !== undefined);
const different = (what: string, found: readonly unknown[], wanted: readonly unknown[]) => [
  ...wanted.filter((one) => !found.includes(one)).map((one) => `${what} lacks ${one}`),
  ...found.filter((one) => !wanted.includes(one)).map((one) => `${what} has ${one}, which parts.json does not have`),
];

interface ComposeService {
  readonly ports?: readonly string[];
  readonly environment?: Readonly<Record<string, unknown>>;
}

const composeFaults: Comparison = (table) => {
  const written = (parse(read('compose.yaml'), { merge: true }) as { services: Record<string, ComposeService> })
    .services;
  const wanted = at(table, 'compose');
  const faults = different(
    'compose.yaml',
    Object.keys(written),
    wanted.map(([name]) => name),
  );
  for (const [name, part] of wanted) {
    const { ports: published = [], environment = {} } = written[name] ?? {};
    const known = Object.values(part.ports).map((port) => `127.0.0.1:${port}:${port}`);
    faults.push(...published.filter((port) => !known.includes(port)).map((port) => `${name} publishes ${port}`));
    // The database of the queue has no port outside.
    if (part.group !== 'store' && !published.includes(known[0] ?? ''))
      faults.push(`${name} does not publish ${known[0]}`);
    for (const callee of part.calls.filter((one) => table[one]?.group === 'service' && part.group === 'service')) {
      const url = `http://${callee}:${mainPort(table[callee] as PartEntry)}`;
      if (environment[`${callee.toUpperCase()}_URL`] !== url) faults.push(`${name} does not find ${callee} at ${url}`);
    }
    for (const [, host = '', port] of Object.values(environment)
      .join(' ')
      .matchAll(/\b([a-z_]+):(\d{4,5})\b/g)) {
      const callee = table[host];
      if (callee && !Object.values(callee.ports).includes(Number(port))) faults.push(`${name} calls ${host}:${port}`);
    }
  }
  return faults;
};

const kindFaults: Comparison = (table) => {
  const { nodes } = parse(read('kind-config.yaml')) as { nodes: { extraPortMappings: Record<string, unknown>[] }[] };
  const mappings = nodes.flatMap(({ extraPortMappings }) => extraPortMappings);
  const found = mappings.map(
    ({ hostPort, containerPort, listenAddress }) => `${listenAddress}:${hostPort} → ${containerPort}`,
  );
  const wanted = reachable(table).map(([, part]) => `127.0.0.1:${mainPort(part)} → ${part.nodePort}`);
  return different('kind-config.yaml', found, wanted);
};

const readmeFaults: Comparison = (table) => {
  const text = read('README.md');
  const known = Object.values(table).map(mainPort);
  // The address of an example that is no part.
  const example = 9999;
  const unknown = [...text.matchAll(/localhost:(\d{4,5})/g)].map(([, port]) => Number(port));
  return [
    ...reachable(table)
      .filter(([name, part]) => !new RegExp(`\\b${name}\\s+:${mainPort(part)}\\b`, 'i').test(text))
      .map(([name, part]) => `the diagram in README.md lacks "${name} :${mainPort(part)}"`),
    ...reachable(table)
      .filter(([name, part]) => !text.includes(`\n| ${name} | <http://localhost:${mainPort(part)}`))
      .map(([name, part]) => `the addresses in README.md lack ${name} on port ${mainPort(part)}`),
    ...unknown
      .filter((port) => port !== example && !known.includes(port))
      .map((port) => `README.md names port ${port}`),
  ];
};

const cliReadmeFaults: Comparison = (table) => {
  const rows = [...read('cli/README.md').matchAll(/^\| `?(\w+)`? +\| ([\d, ]+?) +\|/gm)];
  const found = rows.map(([, name, ports]) => `${name}: ${ports}`);
  // The services are in the README of the repository.
  const wanted = at(table, 'process')
    .filter(([, { group }]) => group !== 'service')
    .map(([name, { ports, processPorts }]) => `${name}: ${Object.values({ ...ports, ...processPorts }).join(', ')}`);
  return different('the table of parts in cli/README.md', found, wanted);
};

const configFaults: Comparison = async (table) => {
  const env = { DATABASE_URL: 'postgres://localhost/x', STORE_DIR: '/nowhere' };
  const faults = await Promise.all(
    services(table).map(async ([name, part]) => {
      const path = join(root, 'services', name, 'src/config.ts');
      if (!existsSync(path)) return [`services/${name}/src/config.ts is missing`];
      const { loadConfig } = (await import(path)) as { loadConfig(env: object): Readonly<Record<string, unknown>> };
      const config = loadConfig(env);
      const urls = part.calls.flatMap((callee) =>
        table[callee]?.group === 'service'
          ? [[`${callee.toUpperCase()}_URL`, `http://127.0.0.1:${mainPort(table[callee])}`]]
          : [],
      );
      return [['PORT', mainPort(part)] as const, ...urls]
        .filter(([variable, wanted]) => config[String(variable)] !== wanted)
        .map(([variable, wanted]) => `${variable} of ${name} is ${config[String(variable)]} by default, not ${wanted}`);
    }),
  );
  return faults.flat();
};

interface Compared {
  readonly file: string;
  readonly faults: Comparison;
  /** The group of a new part that the file must name. */
  readonly names?: Group;
}

const COMPARISONS: readonly Compared[] = [
  { file: 'compose.yaml', faults: composeFaults },
  { file: 'kind-config.yaml', faults: kindFaults },
  { file: 'README.md', faults: readmeFaults },
  { file: 'cli/README.md', faults: cliReadmeFaults, names: 'backend' },
  { file: 'the config.ts of each service', faults: configFaults },
];

describe('parts.json', () => {
  it('is read by the Tiltfile', () => assert.ok(read('Tiltfile').includes("read_json('parts.json')")));

  /** The table with a part that no other file has. */
  const withNewPart = (group: Group): Table => ({
    ...PARTS,
    thumbnail_svc: {
      ...PARTS.image_svc,
      group,
      component: 'thumbnail-svc',
      ports: { http: 8099 },
      nodePort: 30_099,
    },
  });

  for (const { file, faults, names = 'service' } of COMPARISONS) {
    it(`agrees with ${file}`, async () => assert.deepEqual(await faults(PARTS), []));

    it(`disagrees with ${file} when a part is added to the table alone`, async () => {
      assert.match((await faults(withNewPart(names))).join('\n'), /thumbnail_svc|8099/);
    });
  }
});
