// What the pods of a release take, idle and under load. See bench/sizing.ts --help and docs/sizing.md.
import { execFile } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs, promisify } from 'node:util';

const USAGE = `Usage: node bench/sizing.ts [--context NAME] [-n NAMESPACE] [--release NAME] [--seconds N]

Measures the pods of a release for N seconds (120) idle, then for as long under 100 requests a second, of which five are
conversions. Needs kubectl and a metrics API.
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

interface PodMetrics {
  readonly metadata: { readonly labels: Readonly<Record<string, string>> };
  readonly containers: readonly { readonly usage: { readonly cpu: string; readonly memory: string } }[];
}

const run = async (file: string, args: readonly string[]) =>
  (await promisify(execFile)(file, [...args], { maxBuffer: 64 * 1024 * 1024 })).stdout;

/** A quantity of Kubernetes as a number of its base unit. */
function quantity(text: string): number {
  const [, number = '0', unit = ''] = /^([0-9.]+)([A-Za-z]*)$/.exec(text) ?? [];
  const factors: Record<string, number> = { n: 1e-9, u: 1e-6, m: 1e-3, Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30 };
  return Number(number) * (factors[unit] ?? 1);
}

/** What each part uses now, all of its pods together. */
async function sample(): Promise<Map<string, Use>> {
  const path = `/apis/metrics.k8s.io/v1beta1/namespaces/${options.namespace}/pods?labelSelector=${selector}`;
  const { items } = JSON.parse(await run('kubectl', [...context, 'get', '--raw', path])) as { items: PodMetrics[] };
  const parts = new Map<string, Use>();
  for (const { metadata, containers } of items) {
    const part = metadata.labels['app.kubernetes.io/name'] ?? '';
    const { cpu, memory } = parts.get(part) ?? { cpu: 0, memory: 0 };
    const sum = (of: 'cpu' | 'memory') => containers.reduce((all, { usage }) => all + quantity(usage[of]), 0);
    parts.set(part, { cpu: cpu + sum('cpu'), memory: memory + sum('memory') / 2 ** 20 });
  }
  return parts;
}

/** The most of each part, and of their sum, in samples taken every 5 s until a promise is settled. */
async function most(until: Promise<unknown>): Promise<Map<string, Use>> {
  const found = new Map<string, Use>();
  let over = false;
  const end = until.finally(() => {
    over = true;
  });
  while (!over) {
    const now = await sample();
    const values = [...now.values()];
    const total = (of: keyof Use) => values.reduce((all, use) => all + use[of], 0);
    for (const [part, { cpu, memory }] of [...now, ['all', { cpu: total('cpu'), memory: total('memory') }] as const]) {
      const before = found.get(part) ?? { cpu: 0, memory: 0 };
      found.set(part, { cpu: Math.max(before.cpu, cpu), memory: Math.max(before.memory, memory) });
    }
    await Promise.race([delay(5000), end.catch(() => {})]);
  }
  await end;
  return found;
}

async function main(): Promise<void> {
  const seconds = Number(options.seconds);
  process.stderr.write(`idle, ${seconds} s …\n`);
  const idle = await most(delay(seconds * 1000));
  process.stderr.write(`under load, ${seconds} s …\n`);
  const where = [...context, '-n', options.namespace, '--release', options.release];
  let outcome = { succeeded: 0, failed: 0, perSecond: 0 };
  const busy = await most(
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
