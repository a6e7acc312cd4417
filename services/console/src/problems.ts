import { UserError } from '@triptych/client/errors';
import { ProblemError } from '@triptych/contracts';

/** Turns the error of a backend into a problem; other errors are returned unchanged. */
export function toProblem(error: unknown): unknown {
  if (!(error instanceof UserError)) return error;
  return new ProblemError({ status: 502, code: 'backend_unavailable', detail: error.message, cause: error });
}

/** The problem of a range of time that cannot be searched. */
export function invalidRange(detail: string): ProblemError {
  return new ProblemError({ status: 400, code: 'invalid_range', detail });
}
