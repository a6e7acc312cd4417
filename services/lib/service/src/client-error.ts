import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { ATTRIBUTES, METRICS } from '@triptych/catalogue';
import { PROBLEM_CONTENT_TYPE, ProblemError } from '@triptych/contracts';
import { acceptRequestId, REQUEST_ID_HEADER, type Telemetry } from '@triptych/telemetry';

/** Longest request line and headers together, in bytes. */
export const MAX_HEADER_BYTES = 16 * 1024;

/** An error of Node's HTTP parser, with the bytes that it was given last. */
type ClientError = Error & { readonly code?: string; readonly rawPacket?: unknown };

export interface ClientErrors {
  /** Notes which request a connection carries. */
  follow(request: IncomingMessage): void;
  handle(error: ClientError, socket: Socket): void;
}

/**
 * Answers bytes that are not HTTP, and requests that never arrive whole, with a problem, a request id, a metric and a line.
 * When the body of a request is at fault, the handler that reads it gets the problem, and the request is answered as usual.
 */
export function answerClientError({ logger, metrics }: Telemetry): ClientErrors {
  const duration = metrics.histogram(METRICS.httpServerRequestDuration);
  const requests = new WeakMap<Socket, IncomingMessage>();
  return {
    follow: (request) => void requests.set(request.socket, request),

    handle(error, socket) {
      const request = requests.get(socket);
      const isUnderWay = request !== undefined && !request.complete;
      // The client has disconnected: nobody would read the answer.
      if (error.code === 'ECONNRESET' || (error.code === 'HPE_INVALID_EOF_STATE' && isUnderWay) || !socket.writable) {
        socket.destroy();
        return;
      }
      const problem = problemOf(error);
      if (!isUnderWay) return answer(problem, socket);
      // The head of the request may have come with the same bytes, so that its handler starts to read only now.
      setImmediate(() => {
        if (request.listenerCount('error') === 0) return answer(problem, socket);
        // No more of the body will be read.
        request.complete = true;
        request.emit('error', problem);
      });
    },
  };

  function answer(problem: ProblemError, socket: Socket): void {
    const requestId = acceptRequestId(undefined);
    const { status, code, message } = problem;
    duration.observe(
      { http_request_method: '_OTHER', http_route: 'unmatched', http_response_status_code: String(status) },
      0,
    );
    logger.warn(
      {
        request_id: requestId,
        'http.request.method': '_OTHER',
        'http.route': 'unmatched',
        'http.response.status_code': status,
        [ATTRIBUTES.problemCode]: code,
        [ATTRIBUTES.problemDetail]: message,
      },
      'request completed',
    );
    socket.end(textOf(problem, requestId));
  }
}

function problemOf(cause: ClientError): ProblemError {
  if (cause.code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    const detail = 'The request did not arrive in time. Send it again, all at once.';
    return new ProblemError({ status: 408, code: 'malformed_request', detail, cause });
  }
  if (cause.code === 'HPE_HEADER_OVERFLOW') {
    const line = String(cause.rawPacket).indexOf('\r\n');
    const [status, code, what] =
      line < 0 || line > MAX_HEADER_BYTES
        ? ([414, 'url_too_long', 'URL'] as const)
        : ([431, 'malformed_request', 'headers'] as const);
    const detail = `URL and headers may have ${MAX_HEADER_BYTES / 1024} KiB together. Send less in the ${what}.`;
    return new ProblemError({ status, code, detail, cause });
  }
  return new ProblemError({
    status: 400,
    code: 'malformed_request',
    detail: `Not a request: ${cause.message}.`,
    cause,
  });
}

function textOf(problem: ProblemError, requestId: string): string {
  const body = JSON.stringify(problem.toProblem(requestId));
  return [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
    `${REQUEST_ID_HEADER}: ${requestId}`,
    `content-type: ${PROBLEM_CONTENT_TYPE}`,
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
    '',
    body,
  ].join('\r\n');
}
