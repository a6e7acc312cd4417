import { ProblemError } from '@triptych/contracts';
import { StoreFullError, StoreUnavailableError } from './store.ts';

/** Turns an error of a store that is away or full into a problem; returns other errors unchanged. */
export function toStoreProblem(error: unknown): unknown {
  if (error instanceof StoreUnavailableError) {
    return new ProblemError({
      status: 503,
      code: 'store_unavailable',
      detail: 'Pictures cannot be stored or read at the moment. Try again in a few seconds.',
      headers: { 'retry-after': '2' },
      cause: error,
    });
  }
  if (error instanceof StoreFullError) {
    return new ProblemError({
      status: 507,
      code: 'store_full',
      detail: 'There is no room for more pictures. Try again later, when old pictures have expired.',
      cause: error,
    });
  }
  return error;
}
