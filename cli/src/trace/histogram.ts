import type { Latency } from '@triptych/client/request/latency';
import { elapsed } from '@triptych/terminal';
import { fit, type Piece, widthOf } from './text.ts';

const TRACE_ID = 32;
/** From this width on, an example stands beside its bucket; below it, the examples stand under the histogram. */
const WIDE = TRACE_ID + 55;

/** A distribution as lines of at most `width` columns: a bar for each bucket; that of this request is marked. */
export function renderHistogram(latency: Latency, traceId: string | undefined, width: number): string[] {
  const { title, window, count, p50, p95, p99, requestSeconds, slowerThan } = latency;
  const percentiles = `p50 ${seconds(p50)}   p95 ${seconds(p95)}   p99 ${seconds(p99)}`;
  const place = `this request took ${seconds(requestSeconds)}, ${placeOf(Math.round(slowerThan * 100))}`;
  const measured = `${count} ${count === 1 ? title.replace(/^conversions\b/, 'conversion') : title}`;
  const heading: Piece[] = [{ text: measured, tint: 'bold' }, { text: ` ${window}` }];
  const fits = widthOf(`${measured} ${window}   ${percentiles}`) <= width;
  return [
    ...(fits ? [[...heading, { text: `   ${percentiles}` }]] : [heading, [{ text: `  ${percentiles}` }]]),
    ...rows(latency, traceId, width),
    [{ text: '▸ ', tint: 'yellow' }, { text: place }] satisfies Piece[],
    ...(width < WIDE ? nearest(latency, traceId) : []),
  ].map((pieces) => fit(pieces, width).trimEnd());
}

/** Up to three examples that took about as long as this request, with their whole ids, to be copied. */
function nearest({ buckets, requestSeconds }: Latency, traceId: string | undefined): Piece[][] {
  const examples = buckets.flatMap(({ exemplar }) => (exemplar && exemplar.traceId !== traceId ? [exemplar] : []));
  const sorted = examples.sort((a, b) => Math.abs(a.seconds - requestSeconds) - Math.abs(b.seconds - requestSeconds));
  return sorted
    .slice(0, 3)
    .map((one) => [{ text: `${seconds(one.seconds).padStart(7)} `, tint: 'dim' }, { text: one.traceId }]);
}

function placeOf(percent: number): string {
  if (percent === 0) return 'shorter than nearly all of them';
  return percent === 100 ? 'longer than nearly all of them' : `longer than ${percent} % of them`;
}

function rows({ buckets, requestSeconds }: Latency, traceId: string | undefined, width: number): Piece[][] {
  const holdsRequest = (i: number) =>
    requestSeconds <= (buckets[i]?.le ?? 0) && requestSeconds > (buckets[i - 1]?.le ?? 0);
  const isShown = buckets.map(({ count }, i) => Math.round(count) > 0 || holdsRequest(i));
  const [first, last] = [isShown.indexOf(true), isShown.lastIndexOf(true)];
  const most = Math.max(1, ...buckets.map(({ count }) => count));
  const example = width >= WIDE ? TRACE_ID + 10 : 0;
  const room = Math.max(4, width - 2 - 11 - 8 - example - (example ? 2 : 0));
  return buckets.flatMap(({ le, count, exemplar }, i) => {
    if (i < first || i > last) return [];
    const bar = '━'.repeat(count >= 0.5 ? Math.max(1, Math.round((count / most) * room)) : 0);
    const bound = le === Infinity ? `> ${seconds(buckets[i - 1]?.le ?? 0)}` : `≤ ${seconds(le)}`;
    const shown = exemplar && example && exemplar.traceId !== traceId;
    const pieces: Piece[] = [
      { text: holdsRequest(i) ? '▸ ' : '  ', tint: 'yellow' },
      { text: `${bound.padStart(9)}  ` },
      { text: bar.padEnd(room), tint: holdsRequest(i) ? 'yellow' : 'green' },
      { text: `${String(Math.round(count)).padStart(6)}  ` },
      { text: shown ? `${seconds(exemplar.seconds).padStart(9)}  ` : '', tint: 'dim' },
      { text: shown ? exemplar.traceId : '' },
    ];
    return [pieces];
  });
}

function seconds(value: number): string {
  return elapsed(value * 1e6);
}
