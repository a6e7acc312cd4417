import type { ConvertOptions } from '@triptych/contracts';
import type { Converted } from '../conversion/convert.ts';
import type { ConversionErrorCode } from '../conversion/errors.ts';
import type { Limits } from '../conversion/limits.ts';

/** Message to a converter process: one picture to convert. The next one follows after its report. */
export interface Order {
  readonly picture: Uint8Array;
  readonly options: ConvertOptions;
  readonly limits: Limits;
}

/** Message from a converter process. It ends after `over_memory`. */
export type Report =
  | { readonly kind: 'ready' }
  | ({ readonly kind: 'done' } & Converted)
  | { readonly kind: 'failed'; readonly code: ConversionErrorCode; readonly message: string; readonly cause?: string }
  | { readonly kind: 'over_memory'; readonly bytes: number };
