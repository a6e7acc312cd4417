const MIB = 1024 * 1024;

/** Limits of one conversion. Only the first frame or page of a picture is decoded. */
export interface Limits {
  /** Size of the input picture in bytes. */
  readonly bytes: number;
  /** Width times height, of input and output each; checked against the header, before decoding. */
  readonly pixels: number;
  /** Time from the start of the conversion to its end in seconds, without the wait for a converter. */
  readonly deadlineSeconds: number;
  /** Resident memory of a converter process in bytes; below 128 MiB few pictures can be converted. */
  readonly memoryBytes: number;
}

/**
 * The memory limit follows from measurements (bench/largest-pictures.md): a 50-megapixel picture takes up to 1.1 GiB to encode
 * as AVIF and 1 GiB to decode from AVIF; other formats take less than 0.6 GiB. The limit refuses only an AVIF of that size
 * with alpha (1.54 GiB).
 */
export const DEFAULT_LIMITS: Limits = {
  bytes: 25 * MIB,
  pixels: 50_000_000,
  deadlineSeconds: 10,
  memoryBytes: 1536 * MIB,
};
