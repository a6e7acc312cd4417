import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { startQueue } from '../src/queue.ts';
import { type Postgres, startPostgres } from './support/postgres.ts';

const SILENT = { trace() {}, debug() {}, info() {}, warn() {}, error() {}, fatal() {} };

/** `FATAL: terminating connection`, as PostgreSQL sends it to its clients when it is stopped or killed. */
const TERMINATED = errorResponse({ S: 'FATAL', C: '57P01', M: 'terminating connection' });
/** The message with which a client closes its connection. */
const TERMINATE = Buffer.from([0x58, 0, 0, 0, 4]);

const DATA = { request: { source: 'a', target: 'b', format: 'webp' }, request_id: 'backlog' } as const;
const OPTIONS = {
  concurrency: 1,
  attemptDeadlineSeconds: 1,
  retryLimit: 0,
  retryDelaySeconds: 1,
  retentionSeconds: 60,
  logger: SILENT,
};

let postgres: Postgres;
before(async () => {
  postgres = await startPostgres();
});
after(() => postgres.remove());

describe('a backlog', () => {
  // At one job for each poll, which is once a second, it would take half a minute.
  it('is worked off without a pause between jobs', { timeout: 15_000 }, async (t) => {
    const JOBS = 30;
    const [isFilled, isDone] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    let done = 0;
    const queue = await startQueue({ ...OPTIONS, databaseUrl: postgres.url }, async ({ id }) => {
      // No job is announced after the first one has ended.
      await isFilled.promise;
      done += 1;
      if (done === JOBS) isDone.resolve();
      return { id, status: 'completed' };
    });
    t.after(() => queue.stop());
    for (let i = 0; i < JOBS; i += 1) await queue.send(randomUUID(), DATA);
    isFilled.resolve();
    await isDone.promise;
  });
});

describe('a queue that stops', () => {
  it('survives an error that crosses the end of its connection on the wire', async () => {
    await using proxy = await startProxy(postgres.url);
    const queue = await startQueue({ ...OPTIONS, databaseUrl: proxy.url }, async ({ id }) => ({
      id,
      status: 'completed',
    }));
    // An uncaught exception fails the test.
    await queue.stop();
    assert.ok(proxy.crossed() > 0);
  });
});

/** Passes bytes on to PostgreSQL, and answers the end of each connection with an error, as a killed PostgreSQL may. */
async function startProxy(url: string) {
  const { hostname, port } = new URL(url);
  const sockets = new Set<Socket>();
  let crossed = 0;
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
    }
    client.on('data', (bytes) => {
      if (!bytes.equals(TERMINATE)) return upstream.write(bytes);
      crossed += 1;
      client.end(TERMINATED);
      return upstream.destroy();
    });
    upstream.pipe(client);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const proxied = new URL(url);
  proxied.port = String((server.address() as AddressInfo).port);
  return {
    url: proxied.href,
    crossed: () => crossed,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** https://www.postgresql.org/docs/current/protocol-message-formats.html#PROTOCOL-MESSAGE-FORMATS-ERRORRESPONSE */
function errorResponse(fields: Record<string, string>): Buffer {
  const body = Buffer.from(
    `${Object.entries(fields)
      .map(([type, value]) => `${type}${value}\0`)
      .join('')}\0`,
  );
  const head = Buffer.alloc(5);
  head.write('E');
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}
