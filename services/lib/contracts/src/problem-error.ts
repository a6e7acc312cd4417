import { STATUS_CODES } from 'node:http';
import type { Problem } from './problem.ts';

export interface ProblemDetails {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly errors?: Problem['errors'];
  readonly headers?: Record<string, string>;
  readonly cause?: unknown;
}

/** An error that becomes the problem+json reply of the route that throws it. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly status: number;
  readonly code: string;
  readonly errors: Problem['errors'];
  readonly headers: Record<string, string>;

  constructor({ status, code, detail, errors, headers = {}, cause }: ProblemDetails) {
    super(detail, { cause });
    this.status = status;
    this.code = code;
    this.errors = errors;
    this.headers = headers;
  }

  toProblem(requestId: string): Problem {
    return {
      type: 'about:blank',
      title: STATUS_CODES[this.status] ?? 'Error',
      status: this.status,
      code: this.code,
      detail: this.message,
      request_id: requestId,
      ...(this.errors && { errors: this.errors }),
    };
  }
}
