import {
  type Attributes,
  type Context,
  context,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import {
  ATTR_CLIENT_ADDRESS,
  ATTR_ERROR_TYPE,
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_HTTP_ROUTE,
  ATTR_NETWORK_PROTOCOL_VERSION,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
  ATTR_URL_PATH,
  ATTR_URL_SCHEME,
  ATTR_USER_AGENT_ORIGINAL,
} from '@opentelemetry/semantic-conventions';
import { ATTRIBUTES, METRICS, SYNTHETIC } from '@triptych/catalogue';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { REQUEST_ID_HEADER, withRequestId } from '../context.ts';
import { limitAskedTraces } from '../sampling/asked.ts';
import { isTest } from '../sampling/mark.ts';
import type { Telemetry } from '../start.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Without span, metrics and access log, for routes that machines poll. */
    quiet?: boolean;
  }
  interface FastifyRequest {
    /** The telemetry of this request; undefined on quiet routes. */
    telemetry: RequestTelemetry | undefined;
  }
}

interface RequestTelemetry {
  readonly span: Span;
  readonly context: Context;
  readonly startedAt: number;
  /** Further attributes of the access-log line. */
  readonly fields: Record<string, unknown>;
  ended: boolean;
}

/** The status that reverse proxies log when a client disconnects before its reply. */
const CLIENT_CLOSED_REQUEST = 499;

/** Adds hooks that give every request a server span (HTTP semantic conventions), metrics and one access-log line. */
export function addRequestTelemetry(app: FastifyInstance, { tracer, metrics, logger }: Telemetry): void {
  const duration = metrics.histogram(METRICS.httpServerRequestDuration);
  const limited = limitAskedTraces();
  let active = 0;
  metrics.gauge(METRICS.httpServerActiveRequests, (gauge) => gauge.set({}, active));

  app.decorateRequest('telemetry', undefined);

  app.addHook('onRequest', (request, reply, done) => {
    reply.header(REQUEST_ID_HEADER, request.id);
    if (request.routeOptions.config.quiet) {
      context.with(withRequestId(ROOT_CONTEXT, request.id), done);
      return;
    }
    const parent = withRequestId(limited(propagation.extract(ROOT_CONTEXT, request.headers)), request.id);
    const span = tracer.startSpan(
      spanName(request),
      { kind: SpanKind.SERVER, attributes: attributesOf(request) },
      parent,
    );
    if (isTest(span.spanContext())) span.setAttribute(SYNTHETIC.attribute, SYNTHETIC.test);
    const ctx = trace.setSpan(parent, span);
    request.telemetry = { span, context: ctx, startedAt: performance.now(), fields: {}, ended: false };
    active += 1;
    context.with(ctx, done);
  });

  // Stream events of the body run outside the context of the request. Handlers must run inside.
  app.addHook('preValidation', (request, _reply, done) => {
    if (request.telemetry) context.with(request.telemetry.context, done);
    else done();
  });

  app.addHook('onResponse', (request, reply, done) => {
    end(request, reply, reply.statusCode);
    done();
  });

  app.addHook('onRequestAbort', (request, done) => {
    end(request, undefined, CLIENT_CLOSED_REQUEST);
    done();
  });

  function end(request: FastifyRequest, reply: FastifyReply | undefined, status: number): void {
    const { telemetry } = request;
    if (!telemetry || telemetry.ended) return;
    telemetry.ended = true;
    active -= 1;
    const { span, context: ctx, startedAt, fields } = telemetry;
    const seconds = (performance.now() - startedAt) / 1000;
    const route = request.routeOptions.url ?? 'unmatched';

    span.setAttributes({ [ATTR_HTTP_RESPONSE_STATUS_CODE]: status });
    if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
    if (status >= 400) span.setAttribute(ATTR_ERROR_TYPE, String(fields[ATTRIBUTES.problemCode] ?? status));
    duration.observe(
      { http_request_method: request.method, http_route: route, http_response_status_code: String(status) },
      seconds,
      ctx,
    );
    const line = {
      [ATTR_HTTP_REQUEST_METHOD]: request.method,
      [ATTR_HTTP_ROUTE]: route,
      [ATTR_URL_PATH]: pathOf(request),
      [ATTR_HTTP_RESPONSE_STATUS_CODE]: status,
      duration_seconds: Math.round(seconds * 1e6) / 1e6,
      ...fields,
    };
    context.with(ctx, () => {
      if (!reply) logger.warn(line, 'request aborted');
      else if (status >= 500) logger.error(line, 'request completed');
      else if (status >= 400) logger.warn(line, 'request completed');
      else logger.info(line, 'request completed');
    });
    span.end();
  }
}

function spanName({ method, routeOptions }: FastifyRequest): string {
  return routeOptions.url ? `${method} ${routeOptions.url}` : method;
}

function attributesOf(request: FastifyRequest): Attributes {
  const { raw, routeOptions } = request;
  const server = serverOf(request);
  const attributes: Attributes = {
    [ATTRIBUTES.requestId]: request.id,
    [ATTR_HTTP_REQUEST_METHOD]: raw.method,
    [ATTR_URL_PATH]: pathOf(request),
    [ATTR_URL_SCHEME]: request.protocol,
    [ATTR_SERVER_ADDRESS]: server.hostname,
    [ATTR_CLIENT_ADDRESS]: request.ip,
    [ATTR_NETWORK_PROTOCOL_VERSION]: raw.httpVersion,
    [ATTR_USER_AGENT_ORIGINAL]: raw.headers['user-agent'] ?? '',
  };
  if (server.port) attributes[ATTR_SERVER_PORT] = server.port;
  if (routeOptions.url) attributes[ATTR_HTTP_ROUTE] = routeOptions.url;
  return attributes;
}

let lastServer: { host: string; hostname: string; port: number | null } | undefined;
/** The parts of the Host header. Most requests have that of the request before, and Fastify reads it again for each part. */
function serverOf(request: FastifyRequest) {
  const { host } = request;
  if (lastServer?.host !== host) lastServer = { host, hostname: request.hostname, port: request.port };
  return lastServer;
}

/** The path without the query, which may hold secrets. */
function pathOf({ originalUrl: url }: FastifyRequest): string {
  const query = url.indexOf('?');
  return query < 0 ? url : url.slice(0, query);
}
