import { ATTRIBUTES } from '@triptych/catalogue';
import type { Endpoints } from '../endpoints.ts';
import { UserError } from '../errors.ts';
import { findTrace, findTracesBy, type Span } from '../jaeger.ts';
import { findLines } from '../loki.ts';
import { type Latency, readLatency, subjectOf } from './latency.ts';
import { type Line, toLine } from './line.ts';

const MINUTE_MS = 60_000;
/** Recent lines are found at once, and most that are asked for are recent; lines are kept for a week. */
const WINDOWS_MS = [60, 24 * 60, 7 * 24 * 60].map((minutes) => minutes * MINUTE_MS);
const LONGEST_MS = 7 * 24 * 60 * MINUTE_MS;

/** What the three backends know of one request. */
export interface TraceReport {
  readonly requestId: string | undefined;
  readonly traceId: string | undefined;
  /** Traces that have the same request id: a client may use one id for several requests. */
  readonly otherTraceIds: readonly string[];
  readonly spans: readonly Span[];
  readonly lines: readonly Line[];
  readonly latency: Latency | undefined;
  /** What is missing on this page, and why. */
  readonly missing: readonly string[];
}

/** Gathers all about a request id or a trace id. A backend that is away is a note; both ids unknown, no spans, no lines. */
export async function collect(endpoints: Endpoints, id: string): Promise<TraceReport> {
  const { jaeger, loki, prometheus } = endpoints;
  const missing = new Map<string, string>();
  const asking = async <T>(what: string, ask: () => Promise<T>, otherwise: T): Promise<T> => {
    if (missing.has(what)) return otherwise;
    try {
      return await ask();
    } catch (error) {
      // A proxy before a backend that is away answers with a page, which is not JSON.
      if (!(error instanceof UserError || error instanceof SyntaxError)) throw error;
      missing.set(what, `No ${what}: ${error.message}`);
      return otherwise;
    }
  };
  const spansOf = (traceId: string) => asking('spans', () => findTrace(jaeger, traceId), [] as Span[]);
  const linesBy = (name: string, value: string, since?: Date, until?: Date) =>
    asking('log lines', () => searchLines(loki, name, value, since, until), [] as Line[]);

  let traceIds: string[] = [];
  let spans: Span[] = [];
  let lines: Line[] = [];
  if (/^[0-9a-f]{32}$/i.test(id)) {
    const traceId = id.toLowerCase();
    spans = await spansOf(traceId);
    lines = await linesBy('trace_id', traceId, ...around(spans));
    if (spans.length > 0 || lines.length > 0) traceIds = [traceId];
  }
  if (traceIds.length === 0) {
    lines = await linesBy(ATTRIBUTES.requestId, id);
    traceIds = byNumberOfLines(lines);
    if (traceIds.length === 0) {
      const since = new Date(Date.now() - LONGEST_MS);
      traceIds = await asking(
        'spans',
        () => findTracesBy(jaeger, { [ATTRIBUTES.requestId]: id }, since),
        [] as string[],
      );
    }
    const [traceId] = traceIds;
    if (traceId) {
      spans = await spansOf(traceId);
      lines = lines.filter((line) => line.traceId === traceId);
    }
  }
  const subject = subjectOf(spans, lines);
  const latency =
    subject && (await asking('latencies', () => readLatency(prometheus, subject, soonAfter(spans, lines)), undefined));
  const [traceId, ...otherTraceIds] = traceIds;
  const requestId = lines.find((line) => line.requestId)?.requestId ?? requestIdOf(spans);
  return { requestId, traceId, otherTraceIds, spans, lines, latency, missing: [...missing.values()] };
}

async function searchLines(loki: string, name: string, value: string, since?: Date, until?: Date): Promise<Line[]> {
  const logql = `{service=~".+"} | ${name}=${JSON.stringify(value)}`;
  if (since) return (await findLines(loki, logql, since, until)).map(toLine);
  for (const window of WINDOWS_MS) {
    const found = await findLines(loki, logql, new Date(Date.now() - window));
    if (found.length > 0) return found.map(toLine);
  }
  return [];
}

/** The trace with most lines first: it is the one that did the work. */
function byNumberOfLines(lines: readonly Line[]): string[] {
  const groups = Map.groupBy(lines, ({ traceId }) => traceId);
  const sorted = [...groups].sort(([, a], [, b]) => b.length - a.length);
  return sorted.flatMap(([traceId]) => traceId ?? []);
}

/** Where to look for the lines of spans; nowhere in particular without any. */
function around(spans: readonly Span[]): [Date?, Date?] {
  if (spans.length === 0) return [];
  const start = Math.min(...spans.map((span) => span.start)) / 1000;
  return [new Date(start - MINUTE_MS), new Date(Math.min(Date.now(), endOf(spans, []) + 10 * MINUTE_MS))];
}

/** When the measurements of a request have reached Prometheus: services send them every few seconds. */
function soonAfter(spans: readonly Span[], lines: readonly Line[]): Date {
  return new Date(Math.min(Date.now(), endOf(spans, lines) + MINUTE_MS));
}

/** In milliseconds since 1970. */
function endOf(spans: readonly Span[], lines: readonly Line[]): number {
  const ends = [...spans.map(({ start, durationMicros }) => start + durationMicros), ...lines.map(({ time }) => time)];
  return ends.reduce((a, b) => Math.max(a, b), 0) / 1000;
}

function requestIdOf(spans: readonly Span[]): string | undefined {
  const id = spans.find(({ attributes }) => attributes[ATTRIBUTES.requestId])?.attributes[ATTRIBUTES.requestId];
  return id === undefined ? undefined : String(id);
}
