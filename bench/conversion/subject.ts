import type { ConvertOptions } from '@triptych/contracts';
import type { LoadResult } from '../support/load.ts';
import type { Picture } from './pictures.ts';

/** Pictures in flight at a time, the same for every side: one for each core of a small machine. */
export const IN_FLIGHT = 2;

/** What all sides do. */
export interface Conversion {
  readonly picture: Picture;
  readonly options: ConvertOptions;
}

/** A side of the comparison, running. */
export interface Subject extends AsyncDisposable {
  readonly name: string;
  /** Its main process; children of it convert, or it does so itself. */
  readonly pid: number;
  /** Converts the picture that many times, `IN_FLIGHT` at a time. */
  convert(conversion: Conversion, amount: number): Promise<LoadResult>;
}
