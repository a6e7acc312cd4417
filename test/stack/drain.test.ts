import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { bringUp, type TestStack } from './support/conversions.ts';
import { photo } from './support/pictures.ts';

const CLIENTS = 8;

describe('a service that stops under load', () => {
  let stack: TestStack;
  let picture: Uint8Array<ArrayBuffer>;
  before(async () => {
    stack = await bringUp({ only: ['otelcol', 'postgres', 'image_svc', 'job_svc', 'user_svc'] });
    picture = new Uint8Array(await photo(640, 480));
  });
  after(() => stack?.down());

  const requests: Record<string, (headers: Record<string, string>) => Promise<Response>> = {
    image_svc: (headers) =>
      fetch(stack.url('image_svc', '/image_svc/ConvertImage?format=webp'), { method: 'POST', body: picture, headers }),
    job_svc: (headers) =>
      fetch(stack.url('job_svc', '/v1/jobs'), {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify({ source: 'sources/none', target: 'results/none', format: 'webp' }),
      }),
    user_svc: (headers) =>
      fetch(stack.url('user_svc', '/v1/conversions?format=webp'), { method: 'POST', body: picture, headers }),
  };

  for (const [service, send] of Object.entries(requests)) {
    it(`answers every request that ${service} took`, async () => {
      const outcomes: { id: string; outcome: string }[] = [];
      let stopped = false;
      const underWay = Promise.withResolvers<void>();
      const client = async () => {
        while (!stopped) {
          const id = randomUUID();
          const outcome = await send({ 'x-request-id': id }).then(
            async (reply) => {
              await reply.arrayBuffer();
              return String(reply.status);
            },
            (error: Error) => String((error.cause as NodeJS.ErrnoException)?.code ?? error.message),
          );
          outcomes.push({ id, outcome });
          if (outcomes.length >= CLIENTS * 3) underWay.resolve();
          // The service no longer listens, so it has not accepted this request.
          if (outcome === 'ECONNREFUSED') return;
        }
      };
      const clients = Array.from({ length: CLIENTS }, client);
      await underWay.promise;
      await stack.kill(service, 'SIGTERM');
      stopped = true;
      await Promise.all(clients);
      await stack.ready(service);
      const failed = outcomes.filter(({ outcome }) => !/^20[0-2]$/.test(outcome));
      // A connection that the kernel had taken but the service had not is reset: its request was never read.
      assert.deepEqual(
        failed.filter(({ outcome }) => !/^ECONN(REFUSED|RESET)$/.test(outcome)),
        [],
      );
      const log = await readFile(join(stack.stack.logs, `${service}.log`), 'utf8');
      assert.deepEqual(
        failed.filter(({ id }) => log.includes(id)),
        [],
      );
    });
  }
});
