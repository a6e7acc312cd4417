import type { TraceReport } from './report.ts';
import { samplingNote } from './sampling.ts';
import { endOf } from './span.ts';
import { verdictOf } from './verdict.ts';

export type Panel = 'trace' | 'logs' | 'metrics';

/** Why a panel has less than the request made, and what to do. */
export interface Gap {
  readonly panel: Panel;
  readonly reason: 'backend_away' | 'not_sampled' | 'on_its_way' | 'older_than_retention' | 'nothing_sent';
  /** A sentence or two. */
  readonly text: string;
}

const MINUTE_MS = 60_000;
/** Services, the Collector and the backends hold back what they send for a few seconds each. */
export const ARRIVES_WITHIN_MS = 2 * MINUTE_MS;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** How long the backends keep what they have; undefined where that is unknown. */
export interface Retention {
  readonly spanSeconds?: number | undefined;
  readonly lineSeconds?: number | undefined;
}

const PREFIXES = { trace: 'No spans:', logs: 'No log lines:', metrics: 'No latencies:' } as const;

/** What is missing of a request, with its reason. `now` is in milliseconds since 1970. */
export function gapsOf(report: TraceReport, now: number, retention: Retention = {}): Gap[] {
  const { spans, lines, missing, latency } = report;
  const age = now - lastMillis(report);
  const away = (panel: Panel) => missing.find((text) => text.startsWith(PREFIXES[panel]));
  const gaps: Gap[] = [];
  const add = (panel: Panel, reason: Gap['reason'], text: string) => gaps.push({ panel, reason, text });

  const noSpans = away('trace');
  const sampling = samplingNote(report);
  if (noSpans) add('trace', 'backend_away', noSpans);
  else if (sampling) add('trace', 'not_sampled', sampling);
  else if (spans.length === 0 && age < ARRIVES_WITHIN_MS)
    add('trace', 'on_its_way', 'The spans are on their way: they arrive within a few seconds.');
  else if (spans.length === 0 && isOld(age, retention.spanSeconds))
    add(
      'trace',
      'older_than_retention',
      `Jaeger has no spans of this request. ${deletion('Jaeger', 'spans', retention.spanSeconds)}`,
    );
  else if (spans.length === 0)
    add(
      'trace',
      'nothing_sent',
      'Jaeger has no spans of this request. "triptych verify" shows whether spans arrive at all.',
    );
  else if (verdictOf(spans, lines).state === 'running')
    add(
      'trace',
      age < ARRIVES_WITHIN_MS ? 'on_its_way' : 'nothing_sent',
      age < ARRIVES_WITHIN_MS
        ? 'The job runs: its spans arrive when they end.'
        : 'The job has not ended, or the spans of its end are lost.',
    );

  const noLines = away('logs');
  if (noLines) add('logs', 'backend_away', noLines);
  else if (lines.length === 0 && age < ARRIVES_WITHIN_MS)
    add('logs', 'on_its_way', 'The log lines are on their way: they arrive within a few seconds.');
  else if (lines.length === 0 && isOld(age, retention.lineSeconds))
    add(
      'logs',
      'older_than_retention',
      `Loki has no lines of this request. ${deletion('Loki', 'lines', retention.lineSeconds)}`,
    );
  else if (lines.length === 0)
    add(
      'logs',
      'nothing_sent',
      'Loki has no lines of this trace: its services wrote none, or do not write the trace id.',
    );

  const noLatency = away('metrics');
  if (noLatency) add('metrics', 'backend_away', noLatency);
  else if (!latency && age < ARRIVES_WITHIN_MS)
    add('metrics', 'on_its_way', 'The measurements are on their way: services send them every few seconds.');
  else if (!latency) add('metrics', 'nothing_sent', 'Prometheus has no measurements to compare this request with.');
  return gaps;
}

/** Whether a backend may have deleted what is this old. Nobody deletes sooner than after a day where the retention is unknown. */
function isOld(ageMs: number, seconds: number | undefined): boolean {
  return ageMs > (seconds === undefined ? DAY_MS : seconds * 1000);
}

function deletion(backend: string, what: string, seconds: number | undefined): string {
  if (seconds === undefined) return `${backend} may have deleted them because of their age.`;
  const [count, unit] = seconds % 86_400 === 0 ? [seconds / 86_400, 'day'] : [Math.round(seconds / 3600), 'hour'];
  return `It is older than the ${count === 1 ? unit : `${count} ${unit}s`} for which ${backend} keeps ${what}.`;
}

/** Whether more of the request may arrive, so that it is worth asking again. */
export function isUnsettled(report: TraceReport, now: number): boolean {
  return gapsOf(report, now).some(({ reason }) => reason === 'on_its_way');
}

function lastMillis({ spans, lines }: TraceReport): number {
  const fromSpans = spans.reduce((last, span) => Math.max(last, endOf(span)), 0);
  return lines.reduce((last, { time }) => Math.max(last, time), fromSpans) / 1000;
}
