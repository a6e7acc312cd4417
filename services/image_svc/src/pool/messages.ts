import type { ConvertOptions } from '@triptych/contracts';
import type { Converted } from '../conversion/convert.ts';
import type { ConversionErrorCode } from '../conversion/errors.ts';
import type { Limits } from '../conversion/limits.ts';

/** To a converter process: one picture to convert. The next follows only after its report. */
export interface Order {
  readonly picture: Uint8Array;
  readonly options: ConvertOptions;
  readonly limits: Limits;
}

/** From a converter process. After `over_memory` it is gone. */
export type Report =
  | { readonly kind: 'ready' }
  | ({ readonly kind: 'done' } & Converted)
  | { readonly kind: 'failed'; readonly code: ConversionErrorCode; readonly message: string; readonly cause?: string }
  | { readonly kind: 'over_memory'; readonly bytes: number };
