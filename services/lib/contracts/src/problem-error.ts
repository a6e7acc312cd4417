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

/** Thrown anywhere below a route, it becomes that route's problem+json reply. */
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
