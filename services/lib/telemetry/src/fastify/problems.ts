import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { ATTRIBUTES } from '@triptych/catalogue';
import { PROBLEM_CONTENT_TYPE, ProblemError } from '@triptych/contracts';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { Log } from '../logger.ts';
import { fieldErrors } from './field-errors.ts';
import type { Server } from './server.ts';

/** Every error leaves as RFC 9457 problem+json with the request id. Causes of 5xx stay in the log. */
export function addProblemHandlers(app: Server): void {
  app.setErrorHandler(async (error: FastifyError | ProblemError, request, reply) => {
    const problem = toProblemError(error);
    if (problem.status >= 500) (request.log as unknown as Log).error({ err: error }, 'request failed');
    await discardBody(request.raw);
    return send(request, reply, problem);
  });

  app.setNotFoundHandler((request, reply) =>
    send(
      request,
      reply,
      new ProblemError({
        status: 404,
        code: 'route_not_found',
        detail: `There is no ${request.method} ${request.url.split('?')[0]}. The routes are listed at /swaggerui.`,
      }),
    ),
  );
}

function send(request: FastifyRequest, reply: FastifyReply, problem: ProblemError): FastifyReply {
  if (request.telemetry) {
    request.telemetry.fields[ATTRIBUTES.problemCode] = problem.code;
    request.telemetry.fields[ATTRIBUTES.problemDetail] = problem.message;
  }
  return (
    reply
      .code(problem.status)
      .headers(problem.headers)
      .type(PROBLEM_CONTENT_TYPE)
      // A route's schemas describe what it sends when all is well.
      .serializer(JSON.stringify)
      .send(problem.toProblem(request.id))
  );
}

/**
 * Lets a client that is still sending come to an end. Closed on, it would see a reset connection and not the reply
 * that says what is wrong. Bounded in time, and in bytes by the speed of the connection.
 */
async function discardBody(request: IncomingMessage): Promise<void> {
  if (request.complete || request.destroyed) return;
  request.resume();
  // Time is up, or the client is gone: the reply is sent all the same.
  await once(request, 'end', { signal: AbortSignal.timeout(DISCARD_SECONDS * 1000) }).catch(() => {});
}

const DISCARD_SECONDS = 5;

function toProblemError(error: FastifyError | ProblemError): ProblemError {
  if (error instanceof ProblemError) return error;
  if (error.validation) {
    const errors = fieldErrors(error);
    const detail = errors.map(({ field, message }) => `${field} ${message}`).join('; ');
    return new ProblemError({ status: 400, code: 'invalid_request', detail, errors, cause: error });
  }
  const status = error.statusCode ?? 500;
  if (status >= 500) {
    const detail = 'Something went wrong on our side. The log has the cause under this request id.';
    return new ProblemError({ status: 500, code: 'internal_error', detail, cause: error });
  }
  const code = CODES[error.code] ?? 'invalid_request';
  return new ProblemError({ status, code, detail: error.message, cause: error });
}

/** Fastify's own errors by the names that this API has for them. */
const CODES: Record<string, string> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'too_many_bytes',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'incomplete_body',
  FST_REQ_FILE_TOO_LARGE: 'too_many_bytes',
};
