import { type ConvertOptions, ProblemError } from '@triptych/contracts';
import { describeUnknown, sniff } from '@triptych/contracts/sniff';
import { type ObjectStore, ObjectTooLargeError, type StoredObject } from '@triptych/store';
import { parse as parseDisposition } from 'content-disposition';
import type { FastifyRequest } from 'fastify';
import { safeName } from './file-name.ts';
import { MAX_FIELD_BYTES, partsOf } from './form.ts';

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
  const put: Put = (body) => store.put(key, requirePicture(body), limits);
  try {
    return await (request.isMultipart() ? receiveForm(request, put) : receiveBody(request, put));
  } catch (error) {
    // Expiry deletes what cannot be deleted now. The first error is the one to report.
    await store.delete(key).catch(() => {});
    if (error instanceof ObjectTooLargeError || (error as { code?: string }).code === 'FST_REQ_FILE_TOO_LARGE') {
      const detail = `The picture has more than ${limits.maxBytes} bytes; send a smaller one.`;
      throw new ProblemError({ status: 413, code: 'too_many_bytes', detail, cause: error });
    }
    throw error;
  }
}

type Put = (body: AsyncIterable<Uint8Array>) => Promise<StoredObject>;

async function receiveBody({ raw, query, headers }: FastifyRequest, put: Put): Promise<Upload> {
  const { 'content-disposition': disposition = '' } = headers;
  const name = safeName(parseDisposition(disposition).parameters.filename);
  // The request stays open when reading stops early, so that the client can read the reply.
  const object = await put(raw.iterator({ destroyOnReturn: false }));
  return { object, name, options: { ...(query as Partial<ConvertOptions>) } };
}

async function receiveForm(request: FastifyRequest, put: Put): Promise<Upload> {
  let object: StoredObject | undefined;
  let name: string | undefined;
  const options: Record<string, unknown> = { ...(request.query as object) };
  const tooLong: string[] = [];
  // Fields may come before or after the file.
  for await (const part of partsOf(request)) {
    if (part.type === 'file') {
      name = safeName(part.fileName);
      object = await put(part.body);
    } else if (part.cut) tooLong.push(part.name);
    else options[part.name] = part.value;
  }
  if (!object) {
    const detail =
      'The form has no file. Send the picture as a part with a file name, as curl does with -F file=@photo.jpg.';
    throw new ProblemError({ status: 400, code: 'picture_missing', detail });
  }
  if (tooLong.length > 0) {
    const errors = tooLong.map((field) => ({ field, message: `must have at most ${MAX_FIELD_BYTES} bytes` }));
    const detail = errors.map(({ field, message }) => `${field} ${message}`).join('; ');
    throw new ProblemError({ status: 400, code: 'invalid_request', detail, errors });
  }
  return { object, name, options };
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
