/** The entry of `tracestate` with which a caller asks that its trace is kept, and collector/tail-sampling.yaml looks for. */
export const KEEP_TRACE = { key: 'triptych', value: 'keep' } as const;

/** The same entry for the trace of a request that tests the system: it is kept, too, and does not count in objectives. */
export const TEST_TRACE = { key: KEEP_TRACE.key, value: 'test' } as const;

/** The last 56 bits of a trace id, as hexadecimal digits. W3C Trace Context, level 2, makes them random. */
const RANDOM_DIGITS = 14;

/**
 * Returns a function that tells by its id whether a trace belongs to the share of `percent` % of all traces: the same
 * traces at every percentage and those of every smaller one. The policy `share` of collector/tail-sampling.yaml computes
 * the same. Percent is a whole number from 0 to 100; ids are 32 hexadecimal digits in lower case.
 */
export function shareOfTraces(percent: number): (traceId: string) => boolean {
  if (percent <= 0) return () => false;
  const all = 1n << BigInt(RANDOM_DIGITS * 4);
  const first = (BigInt(100 - percent) * all + 99n) / 100n;
  // Texts of one length compare as the numbers do, and need no BigInt for each trace.
  const firstDigits = first.toString(16).padStart(RANDOM_DIGITS, '0');
  return (traceId) => traceId.slice(-RANDOM_DIGITS) >= firstDigits;
}
