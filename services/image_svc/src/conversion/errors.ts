/** Whose doing each failure is, and whether the same conversion may well succeed later. */
const CODES = {
  unsupported_format: { fault: 'caller', retryable: false },
  picture_broken: { fault: 'caller', retryable: false },
  too_many_bytes: { fault: 'caller', retryable: false },
  too_many_pixels: { fault: 'caller', retryable: false },
  dimensions: { fault: 'caller', retryable: false },
  option_out_of_range: { fault: 'caller', retryable: false },
  conversion_aborted: { fault: 'caller', retryable: false },
  conversion_timeout: { fault: 'caller', retryable: false },
  converter_out_of_memory: { fault: 'caller', retryable: false },
  converter_crashed: { fault: 'service', retryable: true },
  pool_full: { fault: 'service', retryable: true },
  pool_closed: { fault: 'service', retryable: true },
} as const;

export type ConversionErrorCode = keyof typeof CODES;

/** A conversion that did not happen. `message` is for people: what went wrong and what to do about it. */
export class ConversionError extends Error {
  override readonly name = 'ConversionError';
  readonly code: ConversionErrorCode;
  /** `caller`: another picture or other options are needed. `service`: the request was fine. */
  readonly fault: 'caller' | 'service';
  readonly retryable: boolean;
  /** Seconds after which there is likely to be room; only with `pool_full`. */
  readonly retryAfterSeconds?: number;

  constructor(
    code: ConversionErrorCode,
    message: string,
    options: { cause?: unknown; retryAfterSeconds?: number } = {},
  ) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.code = code;
    this.fault = CODES[code].fault;
    this.retryable = CODES[code].retryable;
    if (options.retryAfterSeconds !== undefined) this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
