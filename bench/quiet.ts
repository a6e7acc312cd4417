import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { queryRange } from '@triptych/client/prometheus';
import { openTarget, targetHelp, targetOptions } from '../cli/src/target.ts';

const HELP = `Usage: node bench/quiet.ts [--minutes N] [--rate N/s] [options]

Shows that no alert fires in a healthy system: puts load on the stack that npm start runs, or on a release, and lists the
alerts that were pending or firing meanwhile. Exit 1 when one fired besides the Watchdog.

  --minutes N              how long (60)
  --rate N/s               visits per second (2/s)${targetHelp}
`;

const { values } = parseArgs({
  options: {
    help: { type: 'boolean', short: 'h' },
    minutes: { type: 'string', default: '60' },
    rate: { type: 'string', default: '2/s' },
    ...targetOptions,
  },
});
if (values.help) {
  process.stdout.write(HELP);
  process.exit(0);
}
const MINUTES = Number(values.minutes);
const write = (line: string) => process.stdout.write(`${line}\n`);

interface ActiveAlert {
  readonly alert: string;
  readonly service: string;
  readonly state: string;
  readonly minutes: number;
}

async function load(target: string): Promise<string> {
  const command = resolve(import.meta.dirname, '../cli/src/main.ts');
  const args = ['load', '--rate', values.rate, '--duration', `${MINUTES}m`, ...target.split(' ').filter(Boolean)];
  const child = spawn(process.execPath, [command, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [output] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  return output.split('\n')[0] ?? '';
}

/** Evaluations of alert rules are 15 s apart. Prometheus returns at most 11 000 steps. */
const LEAST_STEP_SECONDS = 15;
const MOST_STEPS = 10_000;

/** The alerts that were pending or firing since a time, and for how long: `ALERTS` has a sample for each evaluation. */
async function activeSince(prometheus: string, since: Date): Promise<ActiveAlert[]> {
  const seconds = Math.ceil((Date.now() - since.getTime()) / 1000);
  const stepSeconds = Math.max(LEAST_STEP_SECONDS, Math.ceil(seconds / MOST_STEPS));
  const series = await queryRange(prometheus, 'ALERTS', { start: since, stepSeconds });
  return series.map(({ labels, values: samples }) => ({
    alert: `${labels.alertname} (${labels.severity})`,
    service: labels.service ?? '',
    state: labels.alertstate ?? '',
    minutes: (samples.length * stepSeconds) / 60,
  }));
}

await using target = await openTarget(values);
const since = new Date();
write(`from ${since.toISOString()}, for ${MINUTES} min`);
write(`load ${values.rate}: ${await load(target.arguments)}`);
const active = (await activeSince(target.endpoints.prometheus, since)).sort((a, b) => a.alert.localeCompare(b.alert));
write('');
write(`${'alert'.padEnd(34)}  ${'service'.padEnd(12)}  ${'state'.padEnd(8)}  minutes`);
for (const { alert, service, state, minutes } of active) {
  write(`${alert.padEnd(34)}  ${service.padEnd(12)}  ${state.padEnd(8)}  ${minutes.toFixed(1).padStart(7)}`);
}
const fired = active.filter(({ alert, state }) => state === 'firing' && !alert.startsWith('Watchdog'));
write('');
write(
  fired.length === 0 ? 'No alert fired besides the Watchdog.' : `Fired: ${fired.map(({ alert }) => alert).join(', ')}.`,
);
process.exitCode = fired.length === 0 ? 0 : 1;
