/** What one query may read and answer: enough for people, and little enough for a browser and for the backends. */
export const LIMITS = { days: 7, series: 100, lines: 1000, traces: 50, points: 300, names: 2000 } as const;

export interface Range {
  readonly start: Date;
  readonly end: Date;
}

/** A range that is no longer than the limit: its end stays. */
export function limitedRange({ start, end }: Range): { readonly range: Range; readonly cuts: string[] } {
  const longest = LIMITS.days * 86_400_000;
  if (end.getTime() - start.getTime() <= longest) return { range: { start, end }, cuts: [] };
  const range = { start: new Date(end.getTime() - longest), end };
  return { range, cuts: [`The range is limited to ${LIMITS.days} days: it starts at ${range.start.toISOString()}.`] };
}

/** The first entries of a list up to a limit. `what` names them in the sentence about the others. */
export function limited<T>(
  list: readonly T[],
  most: number,
  what: string,
): { readonly list: readonly T[]; readonly cuts: string[] } {
  if (list.length <= most) return { list, cuts: [] };
  return { list: list.slice(0, most), cuts: [`The limit is ${most} ${what}: others are left out.`] };
}

/** Seconds between two points of a series, so that a range has no more than the limit. */
export function stepOf({ start, end }: Range): number {
  return Math.max(1, Math.ceil((end.getTime() - start.getTime()) / 1000 / LIMITS.points));
}
