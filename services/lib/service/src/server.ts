import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { fastifyOptions, type Telemetry } from '@triptych/telemetry';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, type RawServerDefault } from 'fastify';
import { answerClientError } from './client-error.ts';

/** A Fastify instance whose routes take the types of their TypeBox schemas. */
export type Server = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

export interface ServerOptions {
  /** Largest request body in bytes, unless a route sets its own limit; default 64 KiB. */
  readonly bodyLimit?: number;
  /** Seconds within which the whole request must arrive; default 60. */
  readonly requestTimeoutSeconds?: number;
}

/** Creates a Fastify server with request id, logger and timeouts (Fastify's own timeouts are off by default). */
export function createServer(telemetry: Telemetry, options: ServerOptions = {}): Server {
  const { bodyLimit = 64 * 1024, requestTimeoutSeconds = 60 } = options;
  return Fastify({
    ...fastifyOptions(telemetry),
    clientErrorHandler: answerClientError(telemetry.logger),
    bodyLimit,
    requestTimeout: requestTimeoutSeconds * 1000,
    connectionTimeout: 0,
    keepAliveTimeout: 75_000,
    forceCloseConnections: 'idle',
    // While the service drains, requests on open connections are still answered; readiness sends new ones elsewhere.
    return503OnClosing: false,
    routerOptions: { maxParamLength: 256 },
    // With `verbose`, a validation error knows its schema, so its message can name the allowed range.
    ajv: { customOptions: { verbose: true, allErrors: true, removeAdditional: false, coerceTypes: 'array' } },
  }).withTypeProvider<TypeBoxTypeProvider>();
}
