/** True when a folder has no space left. */
export function isFull(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOSPC' || code === 'EDQUOT';
}

export const SCRATCH_FULL =
  'The folder of pictures on their way has no space left; try again later, or enlarge SCRATCH_DIR or lower SCRATCH_BYTES.';
