// Measures how long a service takes from its start until it answers. Run: node bench/start.ts --help
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { SERVICE_NAMES } from '@triptych/parts';
import { progressLine } from '@triptych/terminal';
import { imageFlags } from './support/image-flags.ts';
import { thisMachine } from './support/machine.ts';
import { isWanted, readOptions } from './support/options.ts';
import { report } from './support/results.ts';
import { root } from './support/root.ts';
import { median } from './support/statistics.ts';

export interface Row {
  readonly service: string;
  readonly flags: string;
  /** From the start of the process until it answers, with the code of the start before in the compile cache. */
  readonly millis: number;
}

const options = readOptions({
  file: 'start.ts',
  about:
    'Starts each service several times, with telemetry on and the Collector away, until it answers.\nNAME: a service. See bench/start.md.',
  defaults: { seconds: 1, rounds: 9 },
  smokeSeconds: 1,
});
const machine = thisMachine();
await using cleanUp = new AsyncDisposableStack();
const folder = await mkdtemp(join(tmpdir(), 'triptych-bench-'));
cleanUp.defer(() => rm(folder, { recursive: true, force: true }));
const env = {
  PATH: process.env.PATH,
  NODE_ENV: 'production',
  NODE_COMPILE_CACHE: join(folder, 'compiled'),
  PORT: '0',
  DRAIN_DELAY_SECONDS: '0',
  STORE_DIR: join(folder, 'store'),
  DATABASE_URL: 'postgres://127.0.0.1:9/none',
  // Nobody listens on the port "discard".
  OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
};

const FLAGS: readonly (readonly [name: string, flags: readonly string[]])[] = [
  ['image', imageFlags()],
  ...(options.smoke ? [] : [['none', []] as const]),
];

/** Milliseconds until the line that says that the service listens, and the reply to its first request. */
async function start(service: string, flags: readonly string[], end: NodeJS.Signals = 'SIGKILL'): Promise<number> {
  const started = performance.now();
  const main = join(root, 'services', service, 'src/main.ts');
  const child = spawn(process.execPath, [...flags, main], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const closed = once(child, 'close');
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      const { message, metadata } = JSON.parse(line);
      if (message !== 'service started') continue;
      await fetch(`http://127.0.0.1:${metadata.port}/health`);
      return performance.now() - started;
    }
    throw new Error(`${service} ended before it listened`);
  } finally {
    child.kill(end);
    await closed;
  }
}

const progress = progressLine();
const rows: Row[] = [];
for (const service of SERVICE_NAMES.filter((name) => isWanted(name, options))) {
  for (const [name, flags] of FLAGS) {
    progress.show(`${service}, flags: ${name}`);
    // Node writes the compile cache as the process exits.
    if (!options.smoke) await start(service, flags, 'SIGTERM');
    const times: number[] = [];
    for (let round = 0; round < options.rounds; round += 1) times.push(await start(service, flags));
    rows.push({ service, flags: name, millis: median(times) });
  }
}
progress.clear();
const cells = [['service', 'flags', 'ms'], ...rows.map((row) => [row.service, row.flags, row.millis.toFixed(0)])];
report({ name: 'start', machine, rows, cells }, options);
