// Measures the time from saving a source file until the pod runs it. While "tilt up" runs: node bench/live-update.ts [ROUNDS]
import { utimesSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { mainPort, SERVICE_NAMES } from '@triptych/parts';

/** The Tiltfile forwards each port to this much more. */
const TILT_OFFSET = 10_000;
const PATIENCE_MS = 60_000;
const rounds = Number(process.argv[2] ?? 5);

/** The start time of the process that answers on a port; undefined when none answers. */
async function startedAt(port: number): Promise<string | undefined> {
  try {
    const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    return /^process_start_time_seconds\S* (\S+)/m.exec(text)?.[1];
  } catch {
    return undefined;
  }
}

/** Saves a file unchanged and waits until another process answers; resolves to milliseconds. */
async function measure(file: string, port: number): Promise<number> {
  const before = await startedAt(port);
  if (before === undefined) throw new Error(`nothing answers on port ${port}: is "tilt up" running?`);
  const savedAt = performance.now();
  const now = new Date();
  utimesSync(file, now, now);
  for (;;) {
    const after = await startedAt(port);
    if (after !== undefined && after !== before) return performance.now() - savedAt;
    if (performance.now() - savedAt > PATIENCE_MS) throw new Error(`${file} was not live within ${PATIENCE_MS} ms`);
    await delay(20);
  }
}

for (const service of SERVICE_NAMES) {
  const port = mainPort(service) + TILT_OFFSET;
  const file = resolve(import.meta.dirname, '../services', service, 'src/app.ts');
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    times.push(await measure(file, port));
    // Tilt needs a pause before the next update.
    await delay(3000);
  }
  const shown = times.map((time) => `${(time / 1000).toFixed(1)} s`.padStart(7));
  process.stdout.write(`${service.padEnd(10)}${shown.join('')}\n`);
}
