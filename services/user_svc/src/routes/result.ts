import { Readable } from 'node:stream';
import { type Job, ProblemError } from '@triptych/contracts';
import type { Server } from '@triptych/service';
import { ObjectNotFoundError, type ObjectStore, type StoredObject } from '@triptych/store';
import { create as createDisposition } from 'content-disposition';
import { Type } from 'typebox';
import { readRange } from '../byte-range.ts';
import { nameOfResult } from '../file-name.ts';
import type { JobClient } from '../job-client.ts';
import { ConversionPath } from './conversions.ts';

export interface ResultRoutesOptions {
  readonly store: ObjectStore;
  readonly jobs: JobClient;
}

const PICTURE = { content: { 'image/*': { schema: Type.Unsafe({ type: 'string', format: 'binary' }) } } };

export async function resultRoutes(app: Server, { store, jobs }: ResultRoutesOptions): Promise<void> {
  app.get(
    '/v1/conversions/:id/result',
    {
      schema: {
        tags: ['conversions'],
        summary: 'Get the converted picture',
        description: 'HEAD returns its size and type alone. Several ranges in one request get the whole picture.',
        params: ConversionPath,
        headers: Type.Object({
          'if-none-match': Type.Optional(Type.String()),
          range: Type.Optional(Type.String({ description: 'Bytes to send, such as `bytes=0-1023`' })),
          'if-range': Type.Optional(Type.String({ description: 'ETag without which the whole picture is sent' })),
        }),
        response: {
          200: { description: 'The picture', ...PICTURE },
          206: { description: 'The bytes that `Range` asks for', ...PICTURE },
          304: Type.Null({ description: 'The client already has this picture' }),
        },
      },
    },
    async ({ params: { id }, headers, method }, reply) => {
      const job = await jobs.get(id);
      const { output } = requireResult(job);
      const { target, name } = job.request;
      const etag = `"${output.sha256}"`;
      const keep = { etag, 'cache-control': 'private, max-age=31536000, immutable' };
      if (isKnown(etag, headers['if-none-match'])) return reply.code(304).headers(keep).send(null);

      const picture = {
        ...keep,
        'accept-ranges': 'bytes',
        'content-type': output.content_type,
        'content-disposition': dispositionOf(nameOfResult(name, output.format)),
      };
      if (method === 'HEAD') {
        const { bytes } = await sizeOf(target);
        return reply.headers(picture).header('content-length', bytes).send(Readable.from([]));
      }
      const range = await rangeOf(target, etag, headers);
      const { body, bytes } = await store.get(target, range).catch(expired);
      if (range) reply.code(206).header('content-range', `bytes ${range.start}-${range.end}/${bytes}`);
      const length = range ? range.end - range.start + 1 : bytes;
      return reply.headers(picture).header('content-length', length).send(body);
    },
  );

  /** The range that a request asks for; undefined for the whole. Throws 416 for a range behind the end. */
  async function rangeOf(key: string, etag: string, headers: { range?: string; 'if-range'?: string }) {
    // A weak tag and a date never match: then the client gets the whole.
    const isSame = (headers['if-range'] ?? etag) === etag;
    if (headers.range === undefined || !isSame) return undefined;
    const { bytes } = await sizeOf(key);
    const range = readRange(headers.range, bytes);
    if (range === 'unsatisfiable') throw unsatisfiable(bytes);
    return range === 'whole' ? undefined : range;
  }

  async function sizeOf(key: string): Promise<StoredObject> {
    return (await store.stat(key)) ?? expired(new ObjectNotFoundError(key));
  }
}

/** Throws 410 for a picture that is missing, and other errors unchanged. */
function expired(cause: unknown): never {
  if (!(cause instanceof ObjectNotFoundError)) throw cause;
  const detail = 'The picture has expired. Convert it again.';
  throw new ProblemError({ status: 410, code: 'picture_expired', detail, cause });
}

function unsatisfiable(bytes: number): ProblemError {
  return new ProblemError({
    status: 416,
    code: 'range_not_satisfiable',
    detail: `The picture has ${bytes} bytes. Ask for a range that begins within them, or for the whole.`,
    headers: { 'content-range': `bytes */${bytes}` },
  });
}

/** Browsers show the picture, and save it under `name`. Old clients read a name with "_" for characters beyond ASCII. */
function dispositionOf(name: string): string {
  return createDisposition(name, { type: 'inline', fallback: name.replace(/[^\x20-\x7e]/gu, '_') });
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
