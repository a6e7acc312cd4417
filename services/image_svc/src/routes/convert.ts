import { buffer } from 'node:stream/consumers';
import { ConversionResult, ConvertOptions, ConvertStoredRequest, ProblemError } from '@triptych/contracts';
import { acceptAnyContentType, clientSignal, type Server } from '@triptych/service';
import { type ObjectStore, StoreUnavailableError } from '@triptych/store';
import { Type } from 'typebox';
import { ConversionError } from '../conversion/errors.ts';
import type { Convert } from '../observe-conversions.ts';

export interface ConvertRoutesOptions {
  readonly store: ObjectStore;
  readonly convert: Convert;
  readonly maxBytes: number;
}

const Picture = Type.Unsafe<Buffer>({ type: 'string', format: 'binary' });

/** One URL for two uses: a picture as the body is converted in the reply; `{source, target}` converts between store keys. */
export async function convertRoutes(app: Server, { store, convert, maxBytes }: ConvertRoutesOptions): Promise<void> {
  // Every other body is taken as bytes: they decide the format, not the content type.
  acceptAnyContentType(app, 'application/json');
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: maxBytes }, (_request, body, done) => done(null, body));

  app.post(
    '/image_svc/ConvertImage',
    {
      schema: {
        tags: ['pictures'],
        summary: 'Convert one picture',
        description:
          'Send the picture as the body and the options in the query: the reply is the converted picture. Or send JSON with ' +
          'store keys and options: the reply describes the pictures that were read and written.',
        querystring: Type.Partial(ConvertOptions, { additionalProperties: false }),
        body: {
          content: {
            'application/json': { schema: ConvertStoredRequest },
            'image/*': { schema: Picture },
          },
        },
        response: {
          200: {
            description: 'The converted picture or, for store keys, a description of both pictures',
            content: { 'application/json': { schema: ConversionResult }, 'image/*': { schema: Picture } },
          },
        },
      },
    },
    async (request, reply) => {
      const body = request.body as ConvertStoredRequest | Buffer | undefined;
      const signal = clientSignal(reply);
      if (Buffer.isBuffer(body)) {
        const { picture, result } = await convert(body, requireFormat(request.query), signal);
        return reply
          .type(result.output.content_type)
          .header('etag', `"${result.output.sha256}"`)
          .serializer((payload: Buffer) => payload as never)
          .send(Buffer.from(picture.buffer, picture.byteOffset, picture.byteLength));
      }
      if (!body) throw new ConversionError('unsupported_format', 'The body is empty; send a picture.');
      const { source, target, ...options } = body as ConvertStoredRequest;
      const { picture, result } = await convert(await read(source), options, signal);
      await store.put(target, chunksOf(picture), { signal });
      return reply.type('application/json').send(result);
    },
  );

  async function read(key: string): Promise<Buffer> {
    const { bytes, body } = await store.get(key);
    if (bytes > maxBytes) {
      body.destroy();
      throw new ConversionError('too_many_bytes', `The picture has ${bytes} bytes, more than ${maxBytes}.`);
    }
    return buffer(body).catch((cause) => {
      throw new StoreUnavailableError(`reading ${key} broke off: ${cause.message}`, { cause });
    });
  }
}

function requireFormat(options: Partial<ConvertOptions>): ConvertOptions {
  const { format, ...rest } = options;
  if (format) return { format, ...rest };
  const errors = [{ field: 'format', message: 'is required' }];
  throw new ProblemError({ status: 400, code: 'invalid_request', detail: 'format is required', errors });
}

async function* chunksOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
