import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { after, before, beforeEach, describe, it } from 'node:test';
import { sniff } from '@triptych/contracts/sniff';
import { UserError } from '../../src/command.ts';
import { describeFailure, type Journey, prepareJourneys } from '../../src/load/journey.ts';

const RESULT = 'a converted picture';

describe('a visit', () => {
  let server: Server;
  let url: string;
  let uploads: { format: string | null; sniffed: string | undefined; id: string | undefined }[];
  /** How user_svc behaves. */
  let behaviour: { status: string; bytes: number; accept: boolean };

  before(async () => {
    server = createServer(async (request, reply) => {
      const { pathname, searchParams } = new URL(request.url ?? '', 'http://user_svc');
      const format = pathname.split('/')[3] ?? searchParams.get('format');
      const links = { self: `/c/s/${format}`, events: `/c/e/${format}`, result: `/c/r/${format}` };
      const conversion = { id: 'one', status: 'queued', request_id: 'r', links };
      const json = (status: number, body: object) => reply.writeHead(status).end(JSON.stringify(body));
      if (request.method === 'POST') {
        const sniffed = sniff(await buffer(request));
        uploads.push({ format, sniffed, id: request.headers['x-request-id'] as string | undefined });
        if (!behaviour.accept) return json(503, { code: 'pool_full', detail: 'Busy.' });
        return sniffed ? json(202, conversion) : json(415, { code: 'unsupported_format', detail: 'No.' });
      }
      if (pathname.startsWith('/c/e/')) {
        const last = {
          ...conversion,
          status: behaviour.status,
          ...(behaviour.status === 'failed'
            ? { failure: { code: 'image_svc_unavailable', detail: 'It is away.' } }
            : { result: { output: { bytes: behaviour.bytes } } }),
        };
        return reply.end(`event: status\ndata: ${JSON.stringify(last)}\n\n`);
      }
      if (pathname.startsWith('/c/r/')) return reply.writeHead(200, { 'content-type': `image/${format}` }).end(RESULT);
      return json(200, conversion);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => server.close());
  beforeEach(() => {
    uploads = [];
    behaviour = { status: 'succeeded', bytes: RESULT.length, accept: true };
  });

  const never = new AbortController().signal;
  const failureOf = (journey: Journey, ...args: Parameters<Journey>) =>
    journey(...args).then(() => undefined, describeFailure);

  it('uploads a picture, waits for the end, and fetches the result, in each format', async () => {
    const journey = await prepareJourneys(url);
    for (const kind of ['jpeg', 'png', 'webp', 'avif'] as const) await journey(kind, `id-${kind}`, never);
    assert.deepEqual(uploads.slice(1), [
      { format: 'jpeg', sniffed: 'png', id: 'id-jpeg' },
      { format: 'png', sniffed: 'png', id: 'id-png' },
      { format: 'webp', sniffed: 'png', id: 'id-webp' },
      { format: 'avif', sniffed: 'png', id: 'id-avif' },
    ]);
  });

  it('may be an upload that must be refused', async () => {
    const journey = await prepareJourneys(url);
    assert.equal(await failureOf(journey, 'bad', 'id', never), undefined);
    assert.equal(uploads.at(-1)?.sniffed, undefined);
  });

  it('may be only a GET of a conversion', async () => {
    const journey = await prepareJourneys(url);
    assert.equal(await failureOf(journey, 'status', 'id', never), undefined);
    assert.equal(uploads.length, 1);
  });

  it('fails when anything is not as expected', async () => {
    const journey = await prepareJourneys(url);
    behaviour.bytes = 7;
    assert.equal(await failureOf(journey, 'webp', 'id', never), 'a result of another size than announced');
    behaviour.status = 'failed';
    assert.equal(await failureOf(journey, 'webp', 'id', never), 'conversion failed: image_svc_unavailable');
    behaviour.accept = false;
    assert.equal(await failureOf(journey, 'webp', 'id', never), '503 pool_full');
    assert.equal(await failureOf(journey, 'bad', 'id', never), '503 pool_full');
  });

  it('names the reason when nothing answers', async () => {
    const gone = createServer().listen(0, '127.0.0.1');
    await once(gone, 'listening');
    const { port } = gone.address() as AddressInfo;
    gone.close();
    await once(gone, 'close');
    const error = await prepareJourneys(`http://127.0.0.1:${port}`).catch((reason: unknown) => reason);
    assert.ok(error instanceof UserError);
    assert.equal(describeFailure(error), 'no answer: ECONNREFUSED');
  });

  it('does not start where the first conversion fails', async () => {
    behaviour.status = 'failed';
    await assert.rejects(prepareJourneys(url), /the first conversion failed: It is away\. See "triptych trace r"/);
  });
});
