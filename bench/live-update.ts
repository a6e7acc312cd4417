// How long a saved source file takes until the pod answers with it: node bench/live-update.ts [ROUNDS], while "tilt up" runs.
import { utimesSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** A source of each service, and where Tilt forwards the service to. */
const SERVICES = { user_svc: 18_081, job_svc: 18_082, image_svc: 18_084 };
const PATIENCE_MS = 60_000;
const rounds = Number(process.argv[2] ?? 5);

/** When the process that answers there was started; undefined while none does. */
async function startedAt(port: number): Promise<string | undefined> {
  try {
    const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    return /^process_start_time_seconds\S* (\S+)/m.exec(text)?.[1];
  } catch {
    return undefined;
  }
}

/** Saves a file as it is, and waits for another process to answer; milliseconds. */
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

for (const [service, port] of Object.entries(SERVICES)) {
  const file = resolve(import.meta.dirname, '../services', service, 'src/app.ts');
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    times.push(await measure(file, port));
    // Until Tilt is at rest again.
    await delay(3000);
  }
  const shown = times.map((time) => `${(time / 1000).toFixed(1)} s`.padStart(7));
  process.stdout.write(`${service.padEnd(10)}${shown.join('')}\n`);
}
