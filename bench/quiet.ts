import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';

/**
 * What alerts have to tell of a system that is well and at work: nothing. Asks the stack that `npm start` runs, under
 * a load as of people, for which alerts held meanwhile, however shortly. Exit 1 when one fired besides the Watchdog.
 */
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    rate: { type: 'string', default: '2/s' },
    'port-offset': { type: 'string', default: '0' },
  },
});
const MINUTES = Number(values.minutes);
const prometheus = `http://127.0.0.1:${9090 + Number(values['port-offset'])}`;
const write = (line: string) => process.stdout.write(`${line}\n`);

interface Held {
  readonly alert: string;
  readonly service: string;
  readonly state: string;
  readonly minutes: number;
}

async function load(): Promise<string> {
  const command = resolve(import.meta.dirname, '../cli/src/main.ts');
  const args = ['load', '--rate', values.rate, '--duration', `${MINUTES}m`, '--port-offset', values['port-offset']];
  const child = spawn(process.execPath, [command, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [said] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  return said.split('\n')[0] ?? '';
}

/** What held since a time, with for how long: a series of ALERTS has a sample for each evaluation. */
async function heldSince(since: Date): Promise<Held[]> {
  const seconds = Math.ceil((Date.now() - since.getTime()) / 1000);
  const url = new URL('/api/v1/query_range', prometheus);
  const [start, end] = [since.toISOString(), new Date().toISOString()];
  // A step for each evaluation, which are 15 s apart, as long as that is not too many.
  const step = Math.max(15, Math.ceil(seconds / 10_000));
  url.search = new URLSearchParams({ query: 'ALERTS', start, end, step: `${step}` }).toString();
  const { data } = (await (await fetch(url)).json()) as {
    data: { result: { metric: Record<string, string>; values: unknown[] }[] };
  };
  return data.result.map(({ metric, values: samples }) => ({
    alert: `${metric.alertname} (${metric.severity})`,
    service: metric.service ?? '',
    state: metric.alertstate ?? '',
    minutes: (samples.length * step) / 60,
  }));
}

const since = new Date();
write(`from ${since.toISOString()}, for ${MINUTES} min`);
write(`load ${values.rate}: ${await load()}`);
const held = (await heldSince(since)).sort((a, b) => a.alert.localeCompare(b.alert));
write('');
write(`${'alert'.padEnd(34)}  ${'service'.padEnd(12)}  ${'state'.padEnd(8)}  minutes`);
for (const { alert, service, state, minutes } of held) {
  write(`${alert.padEnd(34)}  ${service.padEnd(12)}  ${state.padEnd(8)}  ${minutes.toFixed(1).padStart(7)}`);
}
const fired = held.filter(({ alert, state }) => state === 'firing' && !alert.startsWith('Watchdog'));
write('');
write(fired.length === 0 ? 'Nothing fired but the Watchdog.' : `Fired: ${fired.map(({ alert }) => alert).join(', ')}.`);
process.exitCode = fired.length === 0 ? 0 : 1;
