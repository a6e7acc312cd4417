import type { Language } from '../../../schemas/explore.ts';

/** What can be completed at the cursor: names that the server knows, or `words`, in place of the text from `from` on. */
export interface Completion {
  readonly from: number;
  /** What is written so far. */
  readonly prefix: string;
  readonly words?: readonly string[];
  /** The parameters with which the server is asked for names. */
  readonly ask?: Readonly<Record<string, string>>;
  /** Written around a name. */
  readonly before?: string;
  readonly after?: string;
}

const PROMQL_WORDS = [
  'avg',
  'by',
  'count',
  'histogram_quantile',
  'increase',
  'max',
  'min',
  'rate',
  'sum',
  'topk',
  'without',
];
const LOGQL_WORDS = [
  'json',
  'logfmt',
  'line_format',
  'severity',
  'request_id',
  'trace_id',
  'count_over_time',
  'rate',
  'sum',
];
const TRACE_KEYS = [
  'service',
  'operation',
  'minDuration',
  'maxDuration',
  'error',
  'http.response.status_code',
  'request_id',
];

/** What can be completed in a query at the cursor; undefined where nothing can. */
export function completionAt(language: Language, query: string, cursor: number): Completion | undefined {
  const text = query.slice(0, cursor);
  return language === 'traces' ? inTraceSearch(text) : inSelector(language, text);
}

function inSelector(language: Language, text: string): Completion | undefined {
  const open = text.lastIndexOf('{');
  const isInside = open > text.lastIndexOf('}');
  const [, metric = ''] = /([a-zA-Z_:][\w:]*)\s*$/.exec(isInside ? text.slice(0, open) : '') ?? [];
  const asking = { language, ...(metric && { metric }) };
  if (isInside) {
    const inside = text.slice(open + 1);
    const [, label, value] = /(\w+)\s*(?:=~|!~|!=|=)\s*"([^"]*)$/.exec(inside) ?? [];
    if (label !== undefined && value !== undefined) {
      return { from: text.length - value.length, prefix: value, ask: { ...asking, of: 'values', label }, after: '"' };
    }
    const [, prefix] = /(?:^|,)\s*(\w*)$/.exec(inside) ?? [];
    if (prefix === undefined) return undefined;
    return { from: text.length - prefix.length, prefix, ask: { ...asking, of: 'labels' }, after: '="' };
  }
  // Within quotes there is free text.
  if ((text.match(/"/g)?.length ?? 0) % 2 === 1) return undefined;
  const [prefix = ''] = /[a-zA-Z_:][\w:]*$/.exec(text) ?? [];
  if (language === 'logql')
    return prefix ? { from: text.length - prefix.length, prefix, words: LOGQL_WORDS } : undefined;
  if (!prefix && text !== '') return undefined;
  return { from: text.length - prefix.length, prefix, words: PROMQL_WORDS, ask: { language, of: 'metrics' } };
}

function inTraceSearch(text: string): Completion | undefined {
  const [all = '', key, value] = /(?:^|\s)([^\s="]*)(?:=("[^"]*|[^\s"]*))?$/.exec(text) ?? [];
  if (key === undefined) return undefined;
  if (value === undefined) {
    return { from: text.length - all.trimStart().length, prefix: key, words: TRACE_KEYS, after: '=' };
  }
  const shared = { from: text.length - value.length, prefix: value.replace(/^"/, '') };
  if (key === 'service') return { ...shared, ask: { language: 'traces', of: 'services' }, after: ' ' };
  if (key !== 'operation') return undefined;
  const [, service] = /(?:^|\s)service=(\S+)/.exec(text) ?? [];
  if (!service) return undefined;
  return { ...shared, ask: { language: 'traces', of: 'operations', service }, before: '"', after: '" ' };
}

const MOST = 12;

/** The names that fit what is written, those that begin with it first. A name that is complete already is no proposal. */
export function matching(names: readonly string[], prefix: string): string[] {
  const wanted = prefix.toLowerCase();
  const fits = names.filter((name) => name.toLowerCase().includes(wanted) && name !== prefix);
  const begins = (name: string) => (name.toLowerCase().startsWith(wanted) ? 0 : 1);
  return [...new Set(fits)].sort((a, b) => begins(a) - begins(b)).slice(0, MOST);
}

/** The query with a name in place, and the cursor behind it. */
export function completed(
  query: string,
  cursor: number,
  { from, before = '', after = '' }: Completion,
  name: string,
): { readonly query: string; readonly cursor: number } {
  const rest = query.slice(cursor);
  // What is there already is not written twice.
  const tail = rest.startsWith(after.trim()) && after.trim() ? '' : after;
  const text = `${query.slice(0, from)}${before}${name}${tail}`;
  return { query: text + rest, cursor: text.length };
}
