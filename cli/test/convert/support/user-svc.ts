import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Conversion } from '@triptych/contracts';

/** Stands for user_svc: every upload succeeds at once, and every result is `RESULT`, or what `onResult` returns; 'cut' is half of it. */
export interface TestUserSvc extends AsyncDisposable {
  readonly url: string;
  /** How many pictures were uploaded. */
  readonly uploads: number;
}

export const RESULT = Buffer.from('the converted picture');

/** `onResult` runs before a result is sent, when the command has checked its outputs and not yet written one. */
export async function startUserSvc(onResult: () => Buffer | 'cut' | undefined = () => undefined): Promise<TestUserSvc> {
  let uploads = 0;
  const server = createServer(async (request, reply) => {
    if (request.method === 'POST') {
      for await (const _chunk of request) {
      }
      uploads += 1;
      reply.writeHead(202, { 'content-type': 'application/json' }).end(JSON.stringify(conversion(uploads)));
    } else {
      const result = onResult() ?? RESULT;
      if (result !== 'cut') return reply.end(result);
      reply.writeHead(200, { 'content-length': RESULT.length });
      reply.write(RESULT.subarray(0, 5), () => setTimeout(() => reply.destroy(), 50));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get uploads() {
      return uploads;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function conversion(number: number): Conversion {
  const id = `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
  const size = { width: 4, height: 3, bytes: RESULT.length };
  return {
    id,
    status: 'succeeded',
    options: { format: 'webp' },
    request_id: `request-${number}`,
    trace_id: '5108c5f439cd48f6296e70837336d8c7',
    attempts: 1,
    created_at: '2026-11-22T00:00:00.000Z',
    result: {
      input: { format: 'jpeg', ...size },
      output: { format: 'webp', ...size, content_type: 'image/webp', sha256: '' },
      duration_seconds: 0.01,
    },
    links: {
      self: `/v1/conversions/${id}`,
      events: `/v1/conversions/${id}/events`,
      result: `/v1/conversions/${id}/result`,
    },
  } as Conversion;
}
