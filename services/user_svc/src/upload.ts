import { type ConvertOptions, ProblemError } from '@triptych/contracts';
import { describeUnknown, sniff } from '@triptych/contracts/sniff';
import { type ObjectStore, ObjectTooLargeError, type StoredObject } from '@triptych/store';
import { parse as parseDisposition } from 'content-disposition';
import type { FastifyRequest } from 'fastify';
import { safeName } from './file-name.ts';

/** Enough to recognise every format: an AVIF has its brands within 256 bytes, an SVG its root element within 2 KiB. */
const HEAD_BYTES = 2048;

export interface Upload {
  readonly object: StoredObject;
  /** File name of the picture, safe to send back, when the client gave one. */
  readonly name: string | undefined;
  /** Options as text from the form or the query, before validation. */
  readonly options: Record<string, unknown>;
}

/** Streams the picture of a request, multipart or raw, to the store under `key`. A failure leaves nothing behind. */
export async function receive(
  request: FastifyRequest,
  store: ObjectStore,
  key: string,
  limits: { readonly maxBytes: number; readonly signal: AbortSignal },
): Promise<Upload> {
  const put = (body: AsyncIterable<Uint8Array>) => store.put(key, requirePicture(body), limits);
  try {
    if (!request.isMultipart()) {
      // The request stays open when reading stops early, so that the client can read the reply.
      const body = request.raw.iterator({ destroyOnReturn: false });
      const { 'content-disposition': disposition = '' } = request.headers;
      const name = safeName(parseDisposition(disposition).parameters.filename);
      return { object: await put(body), name, options: { ...(request.query as Partial<ConvertOptions>) } };
    }
    let object: StoredObject | undefined;
    let name: string | undefined;
    const options: Record<string, unknown> = { ...(request.query as object) };
    // Form fields may come before or after the file.
    for await (const part of request.parts()) {
      if (part.type === 'field') options[part.fieldname] = part.value;
      else {
        name = safeName(part.filename);
        object = await put(part.file);
      }
    }
    if (object) return { object, name, options };
  } catch (error) {
    await store.delete(key);
    if (error instanceof ObjectTooLargeError || (error as { code?: string }).code === 'FST_REQ_FILE_TOO_LARGE') {
      const detail = `The picture has more than ${limits.maxBytes} bytes; send a smaller one.`;
      throw new ProblemError({ status: 413, code: 'too_many_bytes', detail, cause: error });
    }
    throw error;
  }
  throw new ProblemError({
    status: 400,
    code: 'picture_missing',
    detail: 'The form has no file. Send the picture as a part with a file name, as curl does with -F file=@photo.jpg.',
  });
}

/** Passes bytes on once their beginning is that of a picture, so that other content is refused early. */
async function* requirePicture(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let head: Buffer | undefined = Buffer.alloc(0);
  for await (const chunk of body) {
    if (!head) {
      yield chunk;
      continue;
    }
    head = Buffer.concat([head, chunk]);
    if (head.length < HEAD_BYTES) continue;
    yield assertPicture(head);
    head = undefined;
  }
  if (head) yield assertPicture(head);
}

function assertPicture(head: Buffer): Buffer {
  if (sniff(head)) return head;
  throw new ProblemError({
    status: 415,
    code: 'unsupported_format',
    detail: `Cannot read ${describeUnknown(head)}; send JPEG, PNG, WebP, AVIF, GIF or TIFF.`,
  });
}
