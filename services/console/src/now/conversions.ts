import type { Sample, Series } from '@triptych/client/prometheus';
import type { FormatNow } from '../schemas/now.ts';
import { aligned, type Figures, finite } from './prometheus.ts';

/** The conversions of the last 15 minutes by the requested format, the most frequent first. */
export async function readConversions(figures: Figures): Promise<FormatNow[]> {
  const [counts, p95s, rates] = await Promise.all([
    figures.now('formatCount'),
    figures.now('formatP95'),
    figures.overTime('formatRate'),
  ]);
  return conversionsIn({ counts, p95s, rates }, figures.times);
}

interface Answers {
  readonly counts: readonly Sample[];
  readonly p95s: readonly Sample[];
  readonly rates: readonly Series[];
}

export function conversionsIn({ counts, p95s, rates }: Answers, times: readonly number[]): FormatNow[] {
  const formats = Map.groupBy(counts, ({ labels }) => labels.format_out ?? '');
  return [...formats]
    .map(([format, samples]) => {
      const sum = (some: readonly Sample[]) => Math.round(some.reduce((total, { value }) => total + value, 0));
      const hasFormat = ({ labels }: { readonly labels: Sample['labels'] }) => labels.format_out === format;
      return {
        format,
        count: sum(samples),
        failed: sum(samples.filter(({ labels }) => labels.outcome !== 'ok')),
        p95_seconds: finite(p95s.find(hasFormat)?.value),
        rates: aligned(rates.find(hasFormat), times),
      };
    })
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count);
}
