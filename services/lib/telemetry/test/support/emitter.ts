import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { TestContext } from 'node:test';

export interface Report {
  readonly seconds: number;
  readonly sent: Record<string, number>;
  readonly dropped: Record<string, number>;
}

/** A process whose telemetry goes to `endpoint`. */
export function startEmitter(t: TestContext, endpoint: string, env: Record<string, string> = {}) {
  const child = fork(new URL('./emit.ts', import.meta.url), {
    env: { PATH: process.env.PATH, OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    execArgv: [],
  });
  t.after(() => child.kill('SIGKILL'));
  let stdout = '';
  child.stdout?.setEncoding('utf8').on('data', (text) => {
    stdout += text;
  });
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  return {
    emit: (count: number) => void child.send(count),
    /** Opens the gate for the signals that HELD names. */
    open: () => void child.send('open'),
    stderr: () => stderr,
    lines: () =>
      stdout
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line)),
    async said(message: string, times = 1) {
      while (stdout.split(message).length <= times) await once(child.stdout ?? child, 'data');
    },
    /** Stops the process; resolves to the time that it took and to what was sent and dropped. */
    async stop(): Promise<Report> {
      const closed = once(child, 'close');
      child.send('stop');
      const [report] = await once(child, 'message');
      await closed;
      return report as Report;
    },
  };
}
