import type { ConversionResult, ConvertOptions } from '@triptych/contracts';
import type { ConversionErrorCode } from '../conversion/errors.ts';
import type { Limits } from '../conversion/limits.ts';

/** Message to a converter process: one picture to convert. The next one follows after its report. */
export interface Order {
  /** The file whose first `bytes` are the picture, which the result replaces. */
  readonly path: string;
  readonly bytes: number;
  readonly options: ConvertOptions;
  readonly limits: Limits;
}

/** Message from a converter process. It ends after `over_memory`. */
export type Report =
  | { readonly kind: 'ready' }
  | { readonly kind: 'done'; readonly result: ConversionResult }
  | { readonly kind: 'failed'; readonly code: ConversionErrorCode; readonly message: string; readonly cause?: string }
  | { readonly kind: 'over_memory'; readonly bytes: number };
