import { shareOfTraces } from '@triptych/catalogue';
import type { Line } from './line.ts';
import type { TraceReport } from './report.ts';

/**
 * Whether sampling explains that a trace has no spans: it is not in the share that is kept, and no line has an error, for
 * which it would be kept. `keptRatio` is the share, 0 to 1.
 */
export function isSampledOut(traceId: string, lines: readonly Line[], keptRatio: number): boolean {
  if (lines.some(({ severity }) => severity === 'error' || severity === 'fatal')) return false;
  return !shareOfTraces(Math.round(keptRatio * 100))(traceId);
}

/** Says that a trace was not kept, and what to do; undefined where it was, or where that is not known. */
export function samplingNote({ keptRatio }: Pick<TraceReport, 'keptRatio'>): string | undefined {
  if (keptRatio === undefined) return undefined;
  const percent = Math.round(keptRatio * 100);
  return (
    `Not sampled: ${percent} % of the fast traces without an error are kept, and this one is not among them. Send ` +
    '"tracestate: triptych=keep" with a request whose trace you need: docs/sampling.md.'
  );
}
