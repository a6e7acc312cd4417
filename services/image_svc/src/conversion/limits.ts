const MIB = 1024 * 1024;

/** What one conversion may cost. Only the first frame or page of a picture is ever decoded. */
export interface Limits {
  /** Size of the picture sent, in bytes. */
  readonly bytes: number;
  /** Width times height, of the picture sent and of the one made; read from the header, before anything is decoded. */
  readonly pixels: number;
  /** From the start of the conversion to its end, in seconds; the wait for a converter does not count. */
  readonly deadlineSeconds: number;
  /** Resident memory of a converter process, in bytes; below 128 MiB hardly anything can be converted. */
  readonly memoryBytes: number;
}

/**
 * Memory is from measurement (bench/conversion.md): a 50-megapixel picture takes up to 1.1 GiB to write as AVIF and
 * 1 GiB to read from AVIF, other formats less than 0.6 GiB. Only AVIF with alpha of that size (1.54 GiB) is cut.
 */
export const DEFAULT_LIMITS: Limits = {
  bytes: 25 * MIB,
  pixels: 50_000_000,
  deadlineSeconds: 10,
  memoryBytes: 1536 * MIB,
};
