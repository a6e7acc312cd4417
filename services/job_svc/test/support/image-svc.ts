import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { ConversionResult, CreateJobRequest } from '@triptych/contracts';

export interface Call {
  readonly at: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: CreateJobRequest;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}
type Behaviour = (attempt: number) => Answer | Promise<Answer>;

export const RESULT: ConversionResult = {
  input: { format: 'jpeg', width: 60, height: 40, bytes: 1000 },
  output: { format: 'webp', width: 30, height: 20, bytes: 500, content_type: 'image/webp', sha256: 'ab'.repeat(32) },
  duration_seconds: 0.01,
};
export const done: Answer = { status: 200, body: RESULT };
export const problem = (status: number, code: string): Answer => ({
  status,
  body: { type: 'about:blank', title: code, status, code, detail: `because of ${code}`, request_id: 'abc-123-def' },
});

export type FakeImageSvc = Awaited<ReturnType<typeof fakeImageSvc>>;

/** Starts a fake image_svc that records the calls for each source and gives the replies that `answer` sets. */
export async function fakeImageSvc() {
  const calls = new Map<string, Call[]>();
  const behaviours = new Map<string, Behaviour>();
  const server = createServer(async (request, reply) => {
    const body = (await json(request)) as CreateJobRequest;
    const seen = calls.get(body.source) ?? [];
    calls.set(body.source, [...seen, { at: performance.now(), headers: request.headers, body }]);
    const answer = await (behaviours.get(body.source)?.(seen.length + 1) ?? done);
    if (answer.status === 0) return request.socket.destroy();
    return reply.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    callsOf: (source: string) => calls.get(source) ?? [],
    /** Sets the reply to each attempt at a conversion of `source`; by default they succeed. */
    answer: (source: string, behaviour: Behaviour) => void behaviours.set(source, behaviour),
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** A reply that breaks the connection. */
export const hangUp: Answer = { status: 0, body: undefined };
