import { ConversionError } from '../conversion/errors.ts';

const NO_SPACE = new Set(['ENOSPC', 'EDQUOT']);

/** The error to report for `error`: `pool_full` when the folder of pictures on their way has no space left, else itself. */
export function orPoolFull(error: unknown): unknown {
  if (!NO_SPACE.has((error as NodeJS.ErrnoException).code ?? '')) return error;
  return new ConversionError(
    'pool_full',
    'The folder of pictures on their way has no space left; try again later, or enlarge SCRATCH_DIR or lower SCRATCH_BYTES.',
    { cause: error },
  );
}
