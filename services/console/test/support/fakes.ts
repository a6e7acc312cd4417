import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Answers a URL with JSON, with a status and text, or not at all: then with the page of a proxy. */
export type Answer = (url: URL) => object | { readonly status: number; readonly text: string } | undefined;

export interface FakeBackend {
  readonly url: string;
  /** Every URL that was asked, in order. */
  readonly asked: URL[];
  answer: Answer;
  close(): void;
}

/** A server in the place of every backend. */
export async function fakeBackend(): Promise<FakeBackend> {
  const fake: Omit<FakeBackend, 'url' | 'close'> = { asked: [], answer: () => undefined };
  const server = createServer((request, reply) => {
    const url = new URL(request.url ?? '', 'http://backend');
    fake.asked.push(url);
    const body = fake.answer(url);
    if (body && 'status' in body && 'text' in body) {
      reply.statusCode = body.status as number;
      reply.end(body.text);
    } else {
      reply.statusCode = body ? 200 : 502;
      reply.end(body ? JSON.stringify(body) : '<html>nobody there</html>');
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return Object.assign(fake, { url: `http://127.0.0.1:${port}`, close: () => void server.close() });
}
