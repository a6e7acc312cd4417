import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { LogLine } from '@triptych/telemetry/testing';

export interface Instance {
  readonly base: string;
  /** Ids of the jobs that it has started, in that order. */
  begun(): readonly string[];
  /** Resolves once `condition` holds, checked after each line. */
  until(condition: () => boolean): Promise<void>;
  /** Sends the signal; resolves to the exit code, or null when it was killed. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

/** Starts job_svc as a process, on a database that it may share. Resolves once its workers run. */
export async function startInstance(env: Record<string, string>): Promise<Instance> {
  const child: ChildProcess = spawn(process.execPath, [join(import.meta.dirname, '../../src/main.ts')], {
    env: { PATH: process.env.PATH, PORT: '0', OTEL_SDK_DISABLED: 'true', DRAIN_DELAY_SECONDS: '0', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = once(child, 'close');
  const abandon = () => void child.kill('SIGKILL');
  process.once('exit', abandon);
  void closed.then(() => process.off('exit', abandon));

  const seen: LogLine[] = [];
  const lines = new EventEmitter().setMaxListeners(0);
  createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
    seen.push(JSON.parse(line));
    lines.emit('line');
  });
  const until = async (condition: () => boolean) => {
    while (!condition()) await once(lines, 'line');
  };
  const metadata = (message: string) => seen.filter((line) => line.message === message).map((line) => line.metadata);

  await Promise.race([
    until(() => metadata('service started').length > 0 && metadata('queue available').length > 0),
    closed.then(([code]) => Promise.reject(new Error(`job_svc ended with ${code}: ${JSON.stringify(seen)}`))),
  ]);
  return {
    base: `http://127.0.0.1:${metadata('service started')[0]?.port}`,
    begun: () => metadata('job attempt started').map((fields) => String(fields['job.id'])),
    until,
    async end(signal) {
      child.kill(signal);
      const [code] = await closed;
      return code;
    },
  };
}
