import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a relay does with a request, instead of passing it on: answers 200 and discards it, or answers with this status. */
export type Treatment = 'discard' | number;

/** Stands between the Collector and a backend. */
export interface Relay extends AsyncDisposable {
  readonly url: string;
  /** Treats the next request with a body in another way. Resolves once it has come. */
  next(treatment: Treatment): Promise<void>;
}

/** Starts a relay to a backend. */
export async function startRelay(backend: string): Promise<Relay> {
  const orders: { treatment: Treatment; done: () => void }[] = [];
  const server = createServer(async (request, reply) => {
    const body = Buffer.concat(await request.toArray());
    const order = orders.shift();
    if (order) {
      reply.writeHead(order.treatment === 'discard' ? 200 : order.treatment).end();
      order.done();
      return;
    }
    const { 'content-type': type = '', 'content-encoding': encoding } = request.headers;
    const answer = await fetch(`${backend}${request.url}`, {
      method: 'POST',
      headers: { 'content-type': type, ...(encoding && { 'content-encoding': encoding }) },
      body,
    });
    reply.writeHead(answer.status).end(Buffer.from(await answer.arrayBuffer()));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    next: (treatment) => new Promise((done) => orders.push({ treatment, done })),
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
    },
  };
}
