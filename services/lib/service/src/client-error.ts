import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { PROBLEM_CONTENT_TYPE, ProblemError } from '@triptych/contracts';
import { acceptRequestId, type Log, REQUEST_ID_HEADER } from '@triptych/telemetry';

/** HTTP status by the error code of Node's HTTP parser or request timer; 400 for all others. */
const STATUSES: Record<string, number> = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 };

/** Answers bytes that are not HTTP, and requests that never arrive whole, with a problem and a request id. */
export function answerClientError(logger: Log) {
  return (error: NodeJS.ErrnoException, socket: Socket): void => {
    // The client has disconnected: nobody would read the answer.
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    const status = STATUSES[error.code ?? ''] ?? 400;
    const requestId = acceptRequestId(undefined);
    const problem = new ProblemError({ status, code: 'malformed_request', detail: `Not a request: ${error.message}.` });
    const body = JSON.stringify(problem.toProblem(requestId));
    logger.warn(
      { request_id: requestId, 'http.response.status_code': status, 'problem.detail': problem.message },
      'request completed',
    );
    socket.end(
      [
        `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
        `${REQUEST_ID_HEADER}: ${requestId}`,
        `content-type: ${PROBLEM_CONTENT_TYPE}`,
        `content-length: ${Buffer.byteLength(body)}`,
        'connection: close',
        '',
        body,
      ].join('\r\n'),
    );
  };
}
