import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { type LogRecord, type Metric, readLogs, readMetrics, readTraces, type Span } from './otlp.ts';

/** Starts an HTTP server that keeps the OTLP it receives. `statuses` are its first answers; later ones are 200. */
export async function startHttpCollector(statuses: number[] = []) {
  const spans: Span[] = [];
  const records: LogRecord[] = [];
  const metrics: Metric[] = [];
  const server = createServer(async (request, reply) => {
    const body = await buffer(request);
    const status = statuses.shift() ?? 200;
    if (status === 200 && request.headers['content-type'] === 'application/x-protobuf') {
      if (request.url === '/v1/traces') spans.push(...readTraces(body).flatMap(({ items }) => items));
      if (request.url === '/v1/logs') records.push(...readLogs(body).flatMap(({ items }) => items));
      if (request.url === '/v1/metrics') metrics.push(...readMetrics(body).flatMap(({ items }) => items));
    }
    reply.writeHead(status, { 'content-type': 'application/x-protobuf' }).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    endpoint: `http://127.0.0.1:${port}`,
    spans,
    records,
    metrics,
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
