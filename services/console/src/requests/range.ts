import { invalidRange } from '../problems.ts';
import type { RequestQuery } from '../schemas/request.ts';

const DAY_MS = 86_400_000;
/** Loki refuses to read a longer time in one query, unless it is configured to. */
const LONGEST_DAYS = 30;

export interface Range {
  readonly since: Date;
  readonly until: Date;
}

/** The time in which a request is searched: a day where the end is not given; undefined without a start. */
export function rangeOf({ from, to }: RequestQuery): Range | undefined {
  if (from === undefined && to === undefined) return undefined;
  if (from === undefined) throw invalidRange('"to" needs "from", which says where the search starts.');
  if (from > Date.now()) throw invalidRange('The search starts in the future.');
  const until = to ?? from + DAY_MS;
  if (until <= from) throw invalidRange('The search must end after it starts.');
  if (until - from > LONGEST_DAYS * DAY_MS) throw invalidRange(`A search spans ${LONGEST_DAYS} days at most.`);
  return { since: new Date(from), until: new Date(until) };
}
