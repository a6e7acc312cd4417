import type { Language } from '../../../schemas/explore.ts';

export const LANGUAGES: readonly Language[] = ['promql', 'logql', 'traces'];
/** Ranges that end now, in seconds. */
export const RANGES = { '15m': 900, '1h': 3600, '6h': 21_600, '24h': 86_400, '7d': 604_800 } as const;
export type RangeName = keyof typeof RANGES;

/** What the address holds: a link with it shows the same query again. */
export interface ExploreState {
  readonly language: Language;
  readonly query: string;
  /** A range that ends now, or two times in ISO 8601. */
  readonly range: RangeName | { readonly from: string; readonly to: string };
}

/** Reads the parameters of the address. What is missing or wrong has a default. */
export function stateOf(search: URLSearchParams): ExploreState {
  const language = LANGUAGES.find((one) => one === search.get('language')) ?? 'logql';
  const [from, to] = [timeIn(search.get('from')), timeIn(search.get('to'))];
  const range = search.get('range') ?? '';
  return {
    language,
    query: search.get('query') ?? '',
    range: from && to ? { from, to } : Object.hasOwn(RANGES, range) ? (range as RangeName) : '1h',
  };
}

/** The parameters of the address for a state; undefined removes one. */
export function parametersOf({ language, query, range }: ExploreState): Record<string, string | undefined> {
  const isNamed = typeof range === 'string';
  return {
    language,
    query,
    range: isNamed ? range : undefined,
    from: isNamed ? undefined : range.from,
    to: isNamed ? undefined : range.to,
  };
}

/** The two times of a range, in ISO 8601. */
export function timesOf(range: ExploreState['range'], now: Date): { readonly start: string; readonly end: string } {
  if (typeof range !== 'string') return { start: range.from, end: range.to };
  return { start: new Date(now.getTime() - RANGES[range] * 1000).toISOString(), end: now.toISOString() };
}

function timeIn(text: string | null): string | undefined {
  const time = new Date(text ?? '');
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}
