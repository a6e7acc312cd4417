import { once } from 'node:events';
import { request } from 'node:http';

/**
 * Starts to send log lines to Loki, and holds the last byte back. The returned function sends it, and resolves when Loki
 * has answered. The body has no lines, so that nothing is stored.
 */
export async function beginPush(loki: string): Promise<() => Promise<void>> {
  const body = JSON.stringify({ resourceLogs: [] });
  const sending = request(new URL('/otlp/v1/logs', loki), {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
    agent: false,
  });
  const answered = once(sending, 'response').then(([reply]) => reply.resume());
  // Loki may be killed meanwhile: then the caller gets the error, and it is no unhandled rejection.
  answered.catch(() => {});
  await new Promise((resolve) => sending.write(body.slice(0, -1), resolve));
  return async () => {
    sending.end(body.slice(-1));
    await answered;
  };
}
