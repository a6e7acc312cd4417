import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { PROBLEM_CONTENT_TYPE, ProblemError } from '@triptych/contracts';
import { acceptRequestId, REQUEST_ID_HEADER } from '../context.ts';
import type { Log } from '../logger.ts';

/** By Node's code for what its parser or its timers found. */
const STATUSES: Record<string, number> = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 };

/** Answers what is not HTTP, or never became a whole request, like any other mistake: with a problem and its id. */
export function answerClientError(logger: Log) {
  return (error: NodeJS.ErrnoException, socket: Socket): void => {
    // The client is gone, or reset the connection: nobody would read the answer.
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
