import { ATTRIBUTES } from '@triptych/catalogue';
import type { Endpoints } from '../endpoints.ts';
import { UserError } from '../errors.ts';
import { findTrace, findTracesBy, traceUrl } from '../jaeger.ts';
import { findManyLines, linesUrl } from '../loki.ts';
import { collectFirstLatency } from './collect-latency.ts';
import { collectKeptRatio } from './collect-sampling.ts';
import { spansLike, subjectOf } from './latency.ts';
import { type Line, toLine } from './line.ts';
import type { BackendQuery, TraceReport } from './report.ts';
import { isSampledOut } from './sampling.ts';
import { byStart, endOf, type Span } from './span.ts';

const MINUTE_MS = 60_000;
/** Most requests that people look for are recent, and a short window is searched fast. Loki keeps lines for a week. */
const WINDOWS_MS = [60 * MINUTE_MS, 24 * 60 * MINUTE_MS, 7 * 24 * 60 * MINUTE_MS] as const;
const LONGEST_MS = WINDOWS_MS[2];

/** Which part of a request to collect, and what that may cost. */
export interface CollectOptions {
  /** Where to look for log lines and traces of a request id; the last week without it. */
  readonly range?: { readonly since: Date; readonly until: Date } | undefined;
  /** How long each question to a backend may take. */
  readonly seconds?: number | undefined;
  readonly mostSpans?: number;
  readonly mostLines?: number;
}

/**
 * Collects what the backends know of a request id or a trace id. A backend that does not answer becomes an entry of
 * `missing`; an id that no backend knows gives a report without spans and lines.
 */
export async function collect(
  endpoints: Pick<Endpoints, 'jaeger' | 'loki' | 'prometheus'>,
  id: string,
  { range, seconds, mostSpans = 100_000, mostLines = 5_000 }: CollectOptions = {},
): Promise<TraceReport> {
  const { jaeger, loki, prometheus } = endpoints;
  const missing = new Map<string, string>();
  const queries = new Map<BackendQuery['backend'], string>();
  const attempt = async <T>(what: string, ask: () => Promise<T>, otherwise: T): Promise<T> => {
    if (missing.has(what)) return otherwise;
    try {
      return await ask();
    } catch (error) {
      // A proxy in front of a backend that is down answers with an HTML page.
      if (!(error instanceof UserError || error instanceof SyntaxError)) throw error;
      missing.set(what, `No ${what}: ${error.message}`);
      return otherwise;
    }
  };
  const spansOf = (traceId: string) => {
    queries.set('jaeger', traceUrl(jaeger, traceId));
    return attempt('spans', () => findTrace(jaeger, traceId, seconds), [] as Span[]);
  };
  // One line more than are shown tells whether lines are left out.
  const linesIn = async (query: string, since: Date, until: Date) => {
    queries.set('loki', linesUrl(loki, query, since, until).href);
    return (await findManyLines(loki, query, { since, until, most: mostLines + 1, seconds })).map(toLine);
  };
  const linesBy = (name: string, value: string, since?: Date, until?: Date) =>
    attempt(
      'log lines',
      () => searchLines((from, to) => linesIn(linesQuery(name, value), from, to), since, until),
      [] as Line[],
    );

  let traceIds: string[] = [];
  let spans: Span[] = [];
  let lines: Line[] = [];
  if (/^[0-9a-f]{32}$/i.test(id)) {
    const traceId = id.toLowerCase();
    const since = range?.since ?? new Date(Date.now() - WINDOWS_MS[0]);
    [spans, lines] = await Promise.all([spansOf(traceId), linesBy('trace_id', traceId, since, range?.until)]);
    const [start, end] = around(spans);
    const isOlder = start ? start < since : lines.length === 0;
    if (isOlder && !range) lines = await linesBy('trace_id', traceId, start, end);
    if (spans.length > 0 || lines.length > 0) traceIds = [traceId];
  }
  if (traceIds.length === 0) {
    lines = await linesBy(ATTRIBUTES.requestId, id, range?.since, range?.until);
    traceIds = byNumberOfLines(lines);
    if (traceIds.length === 0) {
      const since = range?.since ?? new Date(Date.now() - LONGEST_MS);
      traceIds = await attempt(
        'spans',
        () => findTracesBy(jaeger, { [ATTRIBUTES.requestId]: id }, since, seconds),
        [] as string[],
      );
    }
    const [traceId] = traceIds;
    if (traceId) {
      spans = await spansOf(traceId);
      lines = lines.filter((line) => line.traceId === traceId);
    }
  }
  const cut: string[] = [];
  if (spans.length > mostSpans) {
    cut.push(`The first ${mostSpans} of ${spans.length} spans are shown.`);
    spans = byStart(spans).slice(0, mostSpans);
  }
  if (lines.length > mostLines) {
    cut.push(`The first ${mostLines} log lines are shown; there are more.`);
    lines = lines.slice(0, mostLines);
  }
  const subjects = [subjectOf(spans, lines), spansLike(spans)];
  const latency = await attempt(
    'latencies',
    () => collectFirstLatency(prometheus, subjects, soonAfter(spans, lines), seconds),
    undefined,
  );
  const [traceId, ...otherTraceIds] = traceIds;
  const keptRatioOf = async (unseen: string) => {
    const keptRatio = await attempt(
      'latencies',
      () => collectKeptRatio(prometheus, soonAfter(spans, lines), seconds),
      undefined,
    );
    return keptRatio !== undefined && isSampledOut(unseen, lines, keptRatio) ? keptRatio : undefined;
  };
  const isUnseen = spans.length === 0 && !missing.has('spans');
  const keptRatio = traceId && isUnseen ? await keptRatioOf(traceId) : undefined;
  const requestId = lines.find((line) => line.requestId)?.requestId ?? requestIdOf(spans);
  return {
    requestId,
    traceId,
    otherTraceIds,
    spans,
    lines,
    latency,
    keptRatio,
    missing: [...missing.values()],
    queries: [...queries].map(([backend, url]) => ({ backend, url })),
    cut,
  };
}

/** The lines between two times; without them those of the last week, searched from its end. */
async function searchLines(
  linesIn: (since: Date, until: Date) => Promise<Line[]>,
  since?: Date,
  until = new Date(),
): Promise<Line[]> {
  if (since) return linesIn(since, until);
  for (const window of WINDOWS_MS) {
    const found = await linesIn(new Date(Date.now() - window), until);
    if (found.length > 0) return found;
  }
  return [];
}

/** The LogQL query of the lines that have this value. */
function linesQuery(name: string, value: string): string {
  return `{service=~".+"} | ${name}=${JSON.stringify(value)}`;
}

/** The ids of traces, the one with most lines first: it is the one that did the work. */
function byNumberOfLines(lines: readonly Line[]): string[] {
  const groups = Map.groupBy(lines, ({ traceId }) => traceId);
  const sorted = [...groups].sort(([, a], [, b]) => b.length - a.length);
  return sorted.flatMap(([traceId]) => traceId ?? []);
}

/** The time in which the lines of spans were written; empty without spans. */
function around(spans: readonly Span[]): [Date?, Date?] {
  if (spans.length === 0) return [];
  const start = spans.reduce((first, span) => Math.min(first, span.start), Infinity) / 1000;
  return [new Date(start - MINUTE_MS), new Date(Math.min(Date.now(), lastOf(spans, []) + 10 * MINUTE_MS))];
}

/** When the measurements of a request have arrived in Prometheus: services send them every few seconds. */
export function soonAfter(spans: readonly Span[], lines: readonly Line[]): Date {
  return new Date(Math.min(Date.now(), lastOf(spans, lines) + MINUTE_MS));
}

/** The last moment of a request, in milliseconds since 1970. */
function lastOf(spans: readonly Span[], lines: readonly Line[]): number {
  const ends = [...spans.map(endOf), ...lines.map(({ time }) => time)];
  return ends.reduce((a, b) => Math.max(a, b), 0) / 1000;
}

function requestIdOf(spans: readonly Span[]): string | undefined {
  const id = spans.find(({ attributes }) => attributes[ATTRIBUTES.requestId])?.attributes[ATTRIBUTES.requestId];
  return id === undefined ? undefined : String(id);
}
