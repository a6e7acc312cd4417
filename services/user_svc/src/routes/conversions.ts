import { ATTRIBUTES, METRICS } from '@triptych/catalogue';
import { Conversion, ConvertOptions } from '@triptych/contracts';
import { acceptAnyContentType, clientSignal, type Server } from '@triptych/service';
import type { ObjectStore } from '@triptych/store';
import type { Telemetry } from '@triptych/telemetry';
import type { FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import { toConversion } from '../conversion.ts';
import type { JobClient } from '../job-client.ts';
import { newKeys } from '../keys.ts';
import { receive } from '../upload.ts';

export interface ConversionRoutesOptions {
  readonly telemetry: Telemetry;
  readonly store: ObjectStore;
  readonly jobs: JobClient;
  readonly maxBytes: number;
}

export const ConversionPath = Type.Object({ id: Type.String({ format: 'uuid' }) });
export type ConversionPath = Static<typeof ConversionPath>;

const Picture = Type.Unsafe<never>({ type: 'string', format: 'binary' });

/** The body of an upload, for the OpenAPI document alone: the handler reads it as a stream. */
const UploadBody = {
  content: {
    'multipart/form-data': {
      // Options may also be in the query.
      schema: Type.Object(
        { file: Picture, ...Type.Partial(ConvertOptions).properties },
        { additionalProperties: false },
      ),
    },
    'image/*': { schema: Picture },
  },
};

export async function conversionRoutes(app: Server, options: ConversionRoutesOptions): Promise<void> {
  const { telemetry, store, jobs, maxBytes } = options;
  const { logger, metrics } = telemetry;
  const uploadBytes = metrics.histogram(METRICS.uploadBytes);
  app.addSchema(Conversion);
  acceptAnyContentType(app, 'multipart/form-data');
  // No parser: the handler streams the body to the store.
  app.addContentTypeParser('*', (_request, _payload, done) => done(null));

  app.post(
    '/v1/conversions',
    {
      config: { swaggerTransform: ({ schema, url }) => ({ schema: { ...schema, body: UploadBody }, url }) },
      schema: {
        tags: ['conversions'],
        summary: 'Create a conversion: upload a picture',
        description:
          'Send a form with the picture as `file` and the options as fields, or send the picture as the body and the ' +
          'options in the query and its file name in Content-Disposition. The result is then sent with that name.',
        querystring: Type.Partial(ConvertOptions),
        response: { 202: Conversion },
      },
    },
    async (request, reply) => {
      const keys = newKeys();
      const limits = { maxBytes, signal: clientSignal(reply) };
      const { object, name, options } = await receive(request, store, keys.source, limits);
      uploadBytes.observe({}, object.bytes);
      logger.info({ [ATTRIBUTES.inputBytes]: object.bytes, key: object.key }, 'upload stored');
      try {
        const accepted = parseOptions(request, options);
        const job = await jobs.create({ ...accepted, ...keys, ...(name && { name }) }, keys.source);
        const conversion = toConversion(job);
        return reply.code(202).header('location', conversion.links.self).send(conversion);
      } catch (error) {
        // After a 5xx the job may exist, and then needs its picture. Expiry deletes the picture otherwise.
        const { status = 400 } = error as { status?: number };
        if (status < 500) await store.delete(keys.source).catch(() => {});
        throw error;
      }
    },
  );

  app.get(
    '/v1/conversions/:id',
    {
      schema: {
        tags: ['conversions'],
        summary: 'Get a conversion',
        params: ConversionPath,
        response: { 200: Conversion },
      },
    },
    async ({ params }) => toConversion(await jobs.get(params.id)),
  );
}

/** Validates the options of a form, which are text, and converts their types, as Fastify does with a query. */
function parseOptions(request: FastifyRequest, options: Record<string, unknown>): ConvertOptions {
  const validate = request.compileValidationSchema(ConvertOptions);
  const parsed = { ...options };
  if (validate(parsed)) return parsed as unknown as ConvertOptions;
  throw Object.assign(new Error('invalid options'), { validation: validate.errors, validationContext: 'form' });
}
