import { type Job, ProblemError } from '@triptych/contracts';
import type { Server } from '@triptych/service';
import { ObjectNotFoundError, type ObjectStore } from '@triptych/store';
import { Type } from 'typebox';
import type { JobClient } from '../job-client.ts';
import { ConversionPath } from './conversions.ts';

export interface ResultRoutesOptions {
  readonly store: ObjectStore;
  readonly jobs: JobClient;
}

export async function resultRoutes(app: Server, { store, jobs }: ResultRoutesOptions): Promise<void> {
  app.get(
    '/v1/conversions/:id/result',
    {
      schema: {
        tags: ['conversions'],
        summary: 'Get the converted picture',
        params: ConversionPath,
        headers: Type.Object({ 'if-none-match': Type.Optional(Type.String()) }),
        response: {
          200: {
            description: 'The picture',
            content: { 'image/*': { schema: Type.Unsafe({ type: 'string', format: 'binary' }) } },
          },
          304: Type.Null({ description: 'The client already has this picture' }),
        },
      },
    },
    async ({ params: { id }, headers }, reply) => {
      const job = await jobs.get(id);
      const { output } = requireResult(job);
      const etag = `"${output.sha256}"`;
      const keep = { etag, 'cache-control': 'private, max-age=31536000, immutable' };
      if (isKnown(etag, headers['if-none-match'])) return reply.code(304).headers(keep).send(null);

      const { body, bytes } = await store.get(job.request.target).catch((cause) => {
        if (!(cause instanceof ObjectNotFoundError)) throw cause;
        const detail = 'The picture has expired. Convert it again.';
        throw new ProblemError({ status: 410, code: 'picture_expired', detail, cause });
      });
      return reply.headers(keep).type(output.content_type).header('content-length', bytes).send(body);
    },
  );
}

/** Compares ETags as weak ones: a proxy that compresses a reply turns its tag into `W/"…"`. */
function isKnown(etag: string, ifNoneMatch = ''): boolean {
  const known = ifNoneMatch.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return known.includes(etag) || known.includes('*');
}

function requireResult({ status, result, failure }: Job) {
  if (result) return result;
  if (status === 'failed') {
    throw new ProblemError({
      status: 422,
      code: failure?.code ?? 'conversion_failed',
      detail: failure?.detail ?? 'The conversion failed.',
    });
  }
  throw new ProblemError({
    status: 409,
    code: 'conversion_not_finished',
    detail: `The conversion is ${status}. Follow it at /events, or ask again in a second.`,
    headers: { 'retry-after': '1' },
  });
}
