import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { fastifyOptions, type Telemetry } from '@triptych/telemetry';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, type RawServerDefault } from 'fastify';
import { answerClientError, MAX_HEADER_BYTES } from './client-error.ts';
import { UNREADABLE_PATH } from './refusals.ts';
import { buildValidator } from './validation.ts';

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

/**
 * Creates a Fastify server with request id, logger and timeouts (Fastify's own timeouts are off by default). Requests that
 * Node or the router would answer by themselves reach the hooks, so that they have a request id, a metric and a line, too.
 */
export function createServer(telemetry: Telemetry, options: ServerOptions = {}): Server {
  const { bodyLimit = 64 * 1024, requestTimeoutSeconds = 60 } = options;
  const clientErrors = answerClientError(telemetry);
  const app: Server = Fastify({
    ...fastifyOptions(telemetry),
    clientErrorHandler: clientErrors.handle,
    bodyLimit,
    requestTimeout: requestTimeoutSeconds * 1000,
    connectionTimeout: 0,
    keepAliveTimeout: 75_000,
    forceCloseConnections: 'idle',
    // While the service drains, requests on open connections are still answered; readiness sends new ones elsewhere.
    return503OnClosing: false,
    http: { maxHeaderSize: MAX_HEADER_BYTES, requireHostHeader: false },
    routerOptions: {
      // The schemas of the routes judge their parameters.
      maxParamLength: MAX_HEADER_BYTES,
      onBadUrl(_path, request, response) {
        Object.assign(request, { originalUrl: request.url, url: UNREADABLE_PATH });
        app.routing(request as IncomingMessage, response as ServerResponse);
      },
    },
    // With `verbose`, a validation error knows its schema, so its message can name the allowed range.
    schemaController: { compilersFactory: { buildValidator } },
    ajv: { customOptions: { verbose: true, allErrors: true, removeAdditional: false, coerceTypes: 'array' } },
  }).withTypeProvider<TypeBoxTypeProvider>();
  app.server.on('request', clientErrors.follow);
  // Node answers an unknown expectation with an empty 417. RFC 9110 allows to ignore it.
  app.server.on('checkExpectation', (request, response) => app.server.emit('request', request, response));
  return app;
}
