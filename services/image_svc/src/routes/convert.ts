import { Readable } from 'node:stream';
import { ConversionResult, ConvertOptions, ConvertStoredRequest, ProblemError } from '@triptych/contracts';
import { acceptAnyContentType, clientSignal, type Server } from '@triptych/service';
import { type ObjectStore, StoreUnavailableError } from '@triptych/store';
import { errorCodes, type FastifyReply, type FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { ConversionError } from '../conversion/errors.ts';
import type { Conversions } from '../observe-conversions.ts';
import type { Picture } from '../pool/picture.ts';
import { receive } from '../pool/receive.ts';

export interface ConvertRoutesOptions {
  readonly store: ObjectStore;
  readonly conversions: Conversions;
  readonly maxBytes: number;
}

const PictureBody = Type.Unsafe<Buffer>({ type: 'string', format: 'binary' });

/** One URL for two uses: a picture as the body is converted in the reply; `{source, target}` converts between store keys. */
export async function convertRoutes(
  app: Server,
  { store, conversions, maxBytes }: ConvertRoutesOptions,
): Promise<void> {
  // Every other body is taken as bytes: they decide the format, not the content type.
  acceptAnyContentType(app, 'application/json');
  // No parser: the handler asks for room before it reads the body.
  app.addContentTypeParser('*', (_request, body, done) => done(null, body));

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
            'image/*': { schema: PictureBody },
          },
        },
        response: {
          200: {
            description: 'The converted picture or, for store keys, a description of both pictures',
            content: { 'application/json': { schema: ConversionResult }, 'image/*': { schema: PictureBody } },
          },
        },
      },
    },
    async (request, reply) => {
      const signal = clientSignal(reply);
      if (request.body instanceof Readable) {
        const options = requireFormat(request.query);
        const picture = await receiveBody(request, reply, options);
        const { result } = await conversions.convert(picture, options, signal);
        const { content_type, bytes, sha256 } = result.output;
        return reply
          .type(content_type)
          .headers({ 'content-length': bytes, etag: `"${sha256}"` })
          .send(picture.read() as never);
      }
      if (!request.body) throw new ConversionError('unsupported_format', 'The body is empty; send a picture.');
      const { source, target, ...options } = request.body as ConvertStoredRequest;
      const picture = await read(source, options);
      const { result } = await conversions.convert(picture, options, signal);
      await store.put(target, picture.read(), { signal }).finally(() => picture.close());
      return reply.type('application/json').send(result);
    },
  );

  /** Receives a body with the limits, the checks and the errors of Fastify's own parsers. */
  async function receiveBody(request: FastifyRequest, reply: FastifyReply, options: ConvertOptions): Promise<Picture> {
    const { headers, body } = request;
    const length = headers['content-length'] === undefined ? undefined : Number(headers['content-length']);
    const tooLarge = () => new errorCodes.FST_ERR_CTP_BODY_TOO_LARGE();
    try {
      if (length !== undefined && length > maxBytes) throw tooLarge();
      const picture = conversions.admit(options, length);
      await receive(body as Readable, picture, maxBytes, tooLarge);
      if (length === undefined || length === picture.bytes) return picture;
      picture.close();
      throw new errorCodes.FST_ERR_CTP_INVALID_CONTENT_LENGTH();
    } catch (error) {
      // The client may still send.
      reply.header('connection', 'close');
      throw error === request.raw.errored ? Object.assign(error as Error, { statusCode: 400 }) : error;
    }
  }

  async function read(key: string, options: ConvertOptions): Promise<Picture> {
    const { bytes, body } = await store.get(key);
    const tooLarge = (found: number) =>
      new ConversionError('too_many_bytes', `The picture has ${found} bytes, more than ${maxBytes}.`);
    try {
      if (bytes > maxBytes) throw tooLarge(bytes);
      const picture = conversions.admit(options, bytes);
      await receive(body, picture, maxBytes, tooLarge);
      return picture;
    } catch (error) {
      body.destroy();
      if (error instanceof ConversionError) throw error;
      throw new StoreUnavailableError(`reading ${key} broke off: ${(error as Error).message}`, { cause: error });
    }
  }
}

function requireFormat(options: Partial<ConvertOptions>): ConvertOptions {
  const { format, ...rest } = options;
  if (format) return { format, ...rest };
  const errors = [{ field: 'format', message: 'is required' }];
  throw new ProblemError({ status: 400, code: 'invalid_request', detail: 'format is required', errors });
}
