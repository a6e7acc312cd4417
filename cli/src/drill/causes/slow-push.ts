import { once } from 'node:events';
import { request } from 'node:http';

/** Begins to send Loki log lines, none in fact; what is returned sends the rest and resolves when it has answered. */
export async function beginPush(loki: string): Promise<() => Promise<void>> {
  const body = JSON.stringify({ resourceLogs: [] });
  const sending = request(new URL('/otlp/v1/logs', loki), {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
    agent: false,
  });
  const answered = once(sending, 'response').then(([reply]) => reply.resume());
  // It may be killed meanwhile.
  answered.catch(() => {});
  await new Promise((resolve) => sending.write(body.slice(0, -1), resolve));
  return async () => {
    sending.end(body.slice(-1));
    await answered;
  };
}
