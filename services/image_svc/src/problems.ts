import { ProblemError } from '@triptych/contracts';
import { InvalidKeyError, ObjectNotFoundError, ObjectTooLargeError, toStoreProblem } from '@triptych/store';
import { ConversionError, type ConversionErrorCode } from './conversion/errors.ts';

const STATUS: Record<ConversionErrorCode, number> = {
  unsupported_format: 415,
  too_many_bytes: 413,
  picture_broken: 422,
  too_many_pixels: 422,
  dimensions: 422,
  option_out_of_range: 400,
  conversion_timeout: 422,
  converter_out_of_memory: 422,
  // Nobody sees this status: the client has disconnected.
  conversion_aborted: 499,
  converter_crashed: 500,
  pool_full: 503,
  pool_closed: 503,
};

/** Turns the error of a conversion or of the store into a problem; other errors are returned unchanged. */
export function toProblem(error: unknown): unknown {
  if (error instanceof ConversionError) {
    const { code, message: detail, retryAfterSeconds = 1 } = error;
    const status = STATUS[code];
    const headers = status === 503 ? { 'retry-after': String(retryAfterSeconds) } : {};
    return new ProblemError({ status, code, detail, headers, cause: error });
  }
  if (error instanceof ObjectNotFoundError || error instanceof InvalidKeyError) {
    const detail = `The source cannot be read: ${error.message}.`;
    return new ProblemError({ status: 404, code: 'picture_not_found', detail, cause: error });
  }
  if (error instanceof ObjectTooLargeError) {
    return new ProblemError({ status: 413, code: 'too_many_bytes', detail: error.message, cause: error });
  }
  return toStoreProblem(error);
}
