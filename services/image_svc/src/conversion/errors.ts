/** Who is at fault for each failure, and whether a retry of the same conversion may succeed. */
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

/** A failed conversion. `message` tells people what went wrong and what to do. */
export class ConversionError extends Error {
  override readonly name = 'ConversionError';
  readonly code: ConversionErrorCode;
  /** `caller`: the picture or the options must change. `service`: the request is valid. */
  readonly fault: 'caller' | 'service';
  readonly retryable: boolean;
  /** Seconds after which the pool probably has room; only with `pool_full`. */
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

/** The message of a thrown value of any type. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
