import { UserError } from '@triptych/client/errors';
import { ProblemError } from '@triptych/contracts';

/** Turns the error of a backend into a problem; other errors are returned unchanged. */
export function toProblem(error: unknown): unknown {
  if (!(error instanceof UserError)) return error;
  return new ProblemError({ status: 502, code: 'backend_unavailable', detail: error.message, cause: error });
}
