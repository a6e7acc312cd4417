import { type FastifyBaseLogger, LogController } from 'fastify';
import { acceptRequestId, REQUEST_ID_HEADER } from '../context.ts';
import type { Telemetry } from '../start.ts';

/** The options of `Fastify()` that `telemetryPlugin` relies on: the logger and the request id. */
export function fastifyOptions({ logger }: Telemetry) {
  return {
    // Fastify's own lines, from warnings up unless the service logs less. Services write their own.
    loggerInstance: logger.child(
      {},
      { level: logger.isLevelEnabled('warn') ? 'warn' : logger.level },
    ) as FastifyBaseLogger,
    // The plugin writes the access-log line, and the logger adds the request id to every line by itself.
    logController: new LogController({ disableRequestLogging: true }),
    childLoggerFactory: (parent: FastifyBaseLogger) => parent,
    genReqId: (request: { readonly headers: NodeJS.Dict<string | string[]> }) =>
      acceptRequestId(request.headers[REQUEST_ID_HEADER]),
    requestIdHeader: false,
  } as const;
}
