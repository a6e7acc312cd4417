import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { ATTRIBUTES } from '@triptych/catalogue';
import { PROBLEM_CONTENT_TYPE, ProblemError } from '@triptych/contracts';
import type { Log } from '@triptych/telemetry';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { fieldErrors } from './field-errors.ts';
import type { Server } from './server.ts';

/**
 * Sends every error as RFC 9457 problem+json with the request id. The cause of a 5xx goes to the log alone. `explain` may
 * turn an error of a library into a problem first.
 */
export function addProblemHandler(app: Server, explain: (error: unknown) => unknown = (error) => error): void {
  app.setErrorHandler(async (error: FastifyError | ProblemError, request, reply) => {
    const problem = toProblemError(explain(error) as FastifyError | ProblemError);
    // The abort has its line already.
    if (problem.status >= 500 && !isAbort(error, request)) {
      (request.log as unknown as Log).error({ err: error }, 'request failed');
    }
    await discardBody(request.raw);
    return send(request, reply, problem);
  });
}

/** Error codes with which reading or writing ends when the client disconnects. */
const ABORTS = new Set(['ECONNRESET', 'EPIPE', 'ABORT_ERR', 'ERR_STREAM_PREMATURE_CLOSE', 'FST_MP_PREMATURE_CLOSE']);

/** True when the client has disconnected, and the error says nothing else. */
function isAbort(error: { readonly code?: string | number; readonly name?: string }, { raw }: FastifyRequest): boolean {
  return raw.socket.destroyed && (error.name === 'AbortError' || ABORTS.has(String(error.code)));
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
      // The response schemas of a route describe its successful replies, not its problems.
      .serializer(JSON.stringify)
      .send(problem.toProblem(request.id))
  );
}

/**
 * Reads and drops the rest of the request body. A client whose connection closes while it is still sending sees a
 * reset, not the reply that explains the error. Time is limited, and so, by the speed of the connection, are bytes.
 */
async function discardBody(request: IncomingMessage): Promise<void> {
  if (request.complete || request.readableEnded || request.destroyed) return;
  // A parser that has stopped to read would stop the connection.
  request.unpipe();
  request.resume();
  // After a timeout or a disconnect the reply is sent all the same.
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
  const status = STATUSES[error.code] ?? error.statusCode ?? 500;
  if (status >= 500) {
    const detail = 'The service failed unexpectedly. Search its log for this request id to find the cause.';
    return new ProblemError({ status: 500, code: 'internal_error', detail, cause: error });
  }
  const code = CODES[error.code] ?? 'invalid_request';
  return new ProblemError({ status, code, detail: DETAILS[error.code] ?? error.message, cause: error });
}

/** Problem codes of this API by Fastify's error codes. */
const CODES: Record<string, string> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'too_many_bytes',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'incomplete_body',
  FST_REQ_FILE_TOO_LARGE: 'too_many_bytes',
};

/** Details where Fastify's own message does not say what to do. */
const DETAILS: Record<string, string> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'The body has another type. Send JSON, with the content type application/json.',
};

/** Statuses where Fastify's own misleads: 406 is about the reply that a client accepts. */
const STATUSES: Record<string, number> = { FST_INVALID_JSON_FIELD_ERROR: 400 };
