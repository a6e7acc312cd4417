// Measures what the pods of a release use, idle and under load. See bench/sizing.ts --help and docs/sizing.md.
import { execFile } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs, promisify } from 'node:util';
import { type PodMetricsList, podMetricsPath, readQuantity } from '@triptych/client/kubernetes';

const USAGE = `Usage: node bench/sizing.ts [--context NAME] [-n NAMESPACE] [--release NAME] [--seconds N]

Measures the pods of a release for N seconds (120) idle, and then for N seconds under 100 requests a second, five of
which are conversions. Needs kubectl and a metrics API.
`;
const LOAD = ['--rate', '100', '--concurrency', '128', '--mix', 'status:95,webp:3,jpeg:2'];

const { values: options } = parseArgs({
  options: {
    help: { type: 'boolean', short: 'h' },
    context: { type: 'string' },
    namespace: { type: 'string', short: 'n', default: 'default' },
    release: { type: 'string', default: 'triptych' },
    seconds: { type: 'string', default: '120' },
  },
});
const context = options.context ? ['--context', options.context] : [];
const selector = encodeURIComponent(`app.kubernetes.io/instance=${options.release},app.kubernetes.io/name!=test`);

interface Use {
  /** Cores. */
  readonly cpu: number;
  /** Mebibytes of working set. */
  readonly memory: number;
}

const run = async (file: string, args: readonly string[]) =>
  (await promisify(execFile)(file, [...args], { maxBuffer: 64 * 1024 * 1024 })).stdout;

/** What each part uses now, all of its pods together. */
async function sample(): Promise<Map<string, Use>> {
  const path = podMetricsPath(options.namespace, selector);
  const { items } = JSON.parse(await run('kubectl', [...context, 'get', '--raw', path])) as PodMetricsList;
  const parts = new Map<string, Use>();
  for (const { metadata, containers } of items) {
    const part = metadata.labels?.['app.kubernetes.io/name'] ?? '';
    const { cpu, memory } = parts.get(part) ?? { cpu: 0, memory: 0 };
    const total = (resource: 'cpu' | 'memory') =>
      containers.reduce((sum, { usage }) => sum + (readQuantity(usage[resource]) ?? 0), 0);
    parts.set(part, { cpu: cpu + total('cpu'), memory: memory + total('memory') / 2 ** 20 });
  }
  return parts;
}

/** The highest use of each part, and of all parts together, in samples every 5 s until a promise is settled. */
async function highestUse(until: Promise<unknown>): Promise<Map<string, Use>> {
  const highest = new Map<string, Use>();
  let over = false;
  const end = until.finally(() => {
    over = true;
  });
  while (!over) {
    const now = await sample();
    const values = [...now.values()];
    const total = (resource: keyof Use) => values.reduce((sum, use) => sum + use[resource], 0);
    for (const [part, { cpu, memory }] of [...now, ['all', { cpu: total('cpu'), memory: total('memory') }] as const]) {
      const before = highest.get(part) ?? { cpu: 0, memory: 0 };
      highest.set(part, { cpu: Math.max(before.cpu, cpu), memory: Math.max(before.memory, memory) });
    }
    await Promise.race([delay(5000), end.catch(() => {})]);
  }
  await end;
  return highest;
}

async function main(): Promise<void> {
  const seconds = Number(options.seconds);
  process.stderr.write(`idle, ${seconds} s …\n`);
  const idle = await highestUse(delay(seconds * 1000));
  process.stderr.write(`under load, ${seconds} s …\n`);
  const where = [...context, '-n', options.namespace, '--release', options.release];
  let outcome = { succeeded: 0, failed: 0, perSecond: 0 };
  const busy = await highestUse(
    run('npx', ['triptych', 'load', ...LOAD, '--duration', `${seconds}`, '--json', ...where]).then((text) => {
      outcome = JSON.parse(text);
    }),
  );
  const row = (part: string) => {
    const [a, b] = [idle.get(part), busy.get(part)];
    const cells = [a?.memory, b?.memory].map((one) => `${Math.round(one ?? 0)}`.padStart(6));
    const cores = [a?.cpu, b?.cpu].map((one) => (one ?? 0).toFixed(2).padStart(6));
    return `${part.padEnd(20)}${cells.join('')}   ${cores.join('')}`;
  };
  const parts = [...busy.keys()].filter((part) => part !== 'all').sort();
  const lines = [
    `${''.padEnd(20)}    MiB          cores`,
    `${'part'.padEnd(20)}  idle  load     idle  load`,
    ...[...parts, 'all'].map(row),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  process.stdout.write(
    `${outcome.succeeded} requests, ${outcome.failed} failed, ${outcome.perSecond.toFixed(1)} a second\n`,
  );
}

if (options.help) process.stdout.write(USAGE);
else await main();
