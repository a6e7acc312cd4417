import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, it, mock } from 'node:test';
import type { Conversion } from '@triptych/contracts';
import { UserError } from '../src/errors.ts';
import { newTestTrace } from '../src/kept-trace.ts';
import { userSvc } from '../src/user-svc.ts';

const conversion = (status: Conversion['status']) =>
  ({ id: 'one', status, links: { self: '/c', events: '/c/events', result: '/c/result' } }) as Conversion;
const event = (status: Conversion['status']) => `event: status\ndata: ${JSON.stringify(conversion(status))}\n\n`;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

describe('the client of user_svc', () => {
  let server: Server;
  afterEach(() => server?.close());

  async function serve(listener: RequestListener) {
    server = createServer(listener).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return userSvc(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  }

  it('follows a conversion to its end, however the stream is split', async () => {
    const text = `${event('queued')}: still here\n\n${event('active')}${event('succeeded')}`;
    const client = await serve((_request, reply) => {
      for (const character of text) reply.write(character);
      reply.end();
    });
    const seen: string[] = [];
    const last = await client.follow(conversion('queued'), ({ status }) => seen.push(status));
    assert.deepEqual(seen, ['queued', 'active', 'succeeded']);
    assert.equal(last.status, 'succeeded');
  });

  it('follows a conversion in a trace of the caller', async () => {
    const trace = newTestTrace();
    const seen: (string | string[] | undefined)[] = [];
    const client = await serve(({ headers }, reply) => {
      seen.push(headers.traceparent, headers.tracestate);
      reply.end(event('succeeded'));
    });
    await client.follow(conversion('queued'), undefined, trace);
    assert.deepEqual(seen, [trace.headers.traceparent, 'triptych=test']);
  });

  it('reads the stream again when it ends before the conversion does', async () => {
    const streams = [event('queued'), event('active'), event('failed')];
    const client = await serve((_request, reply) => reply.end(streams.shift()));
    assert.equal((await client.follow(conversion('queued'))).status, 'failed');
    assert.equal(streams.length, 0);
  });

  it('reads on after its last event when the connection breaks, also while the service is away for a moment', async () => {
    const port = await freePort();
    const asked: (string | undefined)[] = [];
    const listen = (listener: RequestListener) =>
      createServer((request, reply) => {
        asked.push(request.headers['last-event-id'] as string | undefined);
        listener(request, reply);
      }).listen(port, '127.0.0.1');
    const client = userSvc(`http://127.0.0.1:${port}`);
    server = listen((_request, reply) => {
      reply.write(`retry: 100\n\nid: 1\n${event('queued')}id: 2\n${event('active')}`);
    });
    await once(server, 'listening');
    const seen: string[] = [];
    const followed = client.follow(conversion('queued'), ({ status }) => {
      seen.push(status);
      if (status !== 'active') return;
      server.close();
      server.closeAllConnections();
    });
    await once(server, 'close');
    await new Promise((resolve) => setTimeout(resolve, 500));
    server = listen((_request, reply) => reply.end(`id: 3\n${event('succeeded')}`));
    assert.equal((await followed).status, 'succeeded');
    assert.deepEqual(seen, ['queued', 'active', 'succeeded']);
    assert.deepEqual(asked, [undefined, '2']);
  });

  it('waits before it reads a stream again, as long as the service says', async () => {
    const streams = [`retry: 300\n\n${event('queued')}`, event('failed')];
    const client = await serve((_request, reply) => reply.end(streams.shift()));
    const startedAt = performance.now();
    await client.follow(conversion('queued'));
    const waited = performance.now() - startedAt;
    assert.ok(waited >= 290 && waited < 900, `${waited}`);
  });

  it('asks again when job_svc is away from the start: the conversion is accepted already', async () => {
    const replies = [503, 200];
    const client = await serve((_request, reply) => reply.writeHead(replies.shift() ?? 500).end(event('succeeded')));
    assert.equal((await client.follow(conversion('queued'))).status, 'succeeded');
  });

  it('stops at 204: there is no event after the last one', async () => {
    const client = await serve((_request, reply) => reply.writeHead(204).end());
    assert.equal((await client.follow(conversion('active'))).status, 'active');
  });

  it('stops following when its signal aborts', async () => {
    const controller = new AbortController();
    await serve((_request, reply) => reply.write(event('queued')));
    const client = userSvc(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, controller.signal);
    await assert.rejects(
      client.follow(conversion('queued'), () => controller.abort()),
      { name: 'AbortError' },
    );
    server.closeAllConnections();
  });

  it('gives the detail of a problem, with the request id', async () => {
    const client = await serve((_request, reply) => {
      reply.statusCode = 415;
      reply.end(JSON.stringify({ detail: 'Cannot read text.', request_id: 'abc-123-def' }));
    });
    await assert.rejects(
      client.start(Buffer.from('hello'), { format: 'webp' }),
      (error) => error instanceof UserError && error.message === 'Cannot read text. (request abc-123-def)',
    );
  });

  it('says what to do when nothing answers', async () => {
    const client = await serve(() => {});
    server.close();
    await once(server, 'close');
    await assert.rejects(client.start(Buffer.from(''), { format: 'webp' }), /does not answer .* "triptych status"/);
  });

  it('says why nothing answers, when every address of a name was tried', async () => {
    const reason = new AggregateError([
      new Error('connect ECONNREFUSED ::1:8'),
      new Error('connect ECONNREFUSED 1.2.3.4:8'),
    ]);
    mock.method(globalThis, 'fetch', async () => {
      throw new TypeError('fetch failed', { cause: reason });
    });
    await assert.rejects(
      userSvc('http://localhost:8').start(Buffer.from(''), { format: 'webp' }),
      /^Error: http:\/\/localhost:8 does not answer \(connect ECONNREFUSED ::1:8, connect ECONNREFUSED 1\.2\.3\.4:8\)/,
    );
    mock.restoreAll();
  });
});
