import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController, type RawServerDefault } from 'fastify';
import { acceptRequestId, REQUEST_ID_HEADER } from '../context.ts';
import type { Telemetry } from '../start.ts';
import { answerClientError } from './client-error.ts';

export type Server = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

export interface ServerOptions {
  /** Largest body in bytes that a route takes unless it says otherwise. */
  readonly bodyLimit?: number;
  /** Seconds until a request must have arrived whole. */
  readonly requestTimeoutSeconds?: number;
}

/** A Fastify server with the settings that the telemetry plugin counts on, and with its timeouts on (they default to off). */
export function createServer({ logger }: Telemetry, options: ServerOptions = {}): Server {
  const { bodyLimit = 64 * 1024, requestTimeoutSeconds = 60 } = options;
  return Fastify({
    // What Fastify has to say of itself, when it matters; services write their own lines.
    loggerInstance: logger.child({}, { level: 'warn' }) as FastifyBaseLogger,
    // One access-log line a request comes from the plugin; child loggers would only repeat its context.
    logController: new LogController({ disableRequestLogging: true }),
    childLoggerFactory: (parent) => parent,
    genReqId: (request) => acceptRequestId(request.headers[REQUEST_ID_HEADER]),
    requestIdHeader: false,
    clientErrorHandler: answerClientError(logger),
    bodyLimit,
    requestTimeout: requestTimeoutSeconds * 1000,
    connectionTimeout: 0,
    keepAliveTimeout: 75_000,
    forceCloseConnections: 'idle',
    // While draining, requests on open connections are still answered; readiness tells others to go elsewhere.
    return503OnClosing: false,
    routerOptions: { maxParamLength: 256 },
    // `verbose` lets an error say the range that was missed.
    ajv: { customOptions: { verbose: true, allErrors: true, removeAdditional: false, coerceTypes: 'array' } },
  }).withTypeProvider<TypeBoxTypeProvider>();
}
