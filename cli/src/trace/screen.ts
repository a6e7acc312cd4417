import { type Extent, extentOf } from '@triptych/client/request/extent';
import type { TraceReport } from '@triptych/client/request/report';
import { samplingNote } from '@triptych/client/request/sampling';
import { servicesOf } from '@triptych/client/request/services';
import { buildTree } from '@triptych/client/request/tree';
import { verdictOf } from '@triptych/client/request/verdict';
import { elapsed, plural } from '@triptych/terminal';
import { renderHistogram } from './histogram.ts';
import { fit, type Piece, widthOf, wrap } from './text.ts';
import { renderWaterfall } from './waterfall.ts';

const MARKS = { ok: ['✔', 'green'], failed: ['✘', 'red'], running: ['…', 'yellow'], unknown: ['?', 'yellow'] } as const;

/** The three panels of one request, as lines of at most `width` columns. */
export function renderScreen(report: TraceReport, width: number): string[] {
  const { spans, lines, latency, traceId, missing } = report;
  const items = buildTree(spans, lines);
  const extent = extentOf(items);
  return [
    ...header(report, extent, width),
    '',
    ...renderWaterfall(items, extent, { width }),
    '',
    ...(latency ? [...renderHistogram(latency, traceId, width), ''] : []),
    ...[samplingNote(report) ?? [], missing].flat().flatMap((why) => warning(why, width)),
    ...(latency || missing.length > 0
      ? []
      : warning('No latencies: Prometheus has no measurements to compare with yet.', width)),
  ].filter((line, i, all) => line || i < all.length - 1);
}

function header(report: TraceReport, extent: Extent, width: number): string[] {
  const { requestId, traceId, otherTraceIds, spans, lines, keptRatio } = report;
  const { state, text } = verdictOf(spans, lines);
  const [mark, tint] = MARKS[state];
  const took = elapsed(extent.end - extent.start);
  const started = new Date(extent.start / 1000).toISOString().replace('T', ' ');
  const fact = (name: string, ...pieces: Piece[]) =>
    fit([{ text: name.padEnd(9), tint: 'dim' }, ...pieces], width).trimEnd();
  const count = `${plural(spans.length, 'span')}, ${plural(lines.length, 'log line')}`;
  return [
    beside(
      [
        { text: `${mark} `, tint },
        { text, tint: 'bold' },
      ],
      [{ text: took, tint: 'bold' }],
      width,
    ),
    fact('request', { text: requestId ?? 'unknown' }),
    fact(
      'trace',
      { text: traceId ?? 'none' },
      { text: keptRatio === undefined ? '' : '   not sampled', tint: 'yellow' },
    ),
    ...(otherTraceIds.length > 0 ? [fact('also', { text: otherTraceIds.join(' ') })] : []),
    fact('services', { text: servicesOf(report).join(' → ') }, { text: `   ${count}`, tint: 'dim' }),
    fact('began', { text: started }),
  ];
}

/** Two texts in one line, the second at the right edge. */
function beside(left: readonly Piece[], right: readonly Piece[], width: number): string {
  const taken = right.reduce((sum, { text }) => sum + widthOf(text), 0);
  return `${fit(left, Math.max(0, width - taken - 1))} ${fit(right, taken)}`;
}

function warning(text: string, width: number): string[] {
  const rows = wrap(text, width - 2, 3);
  return rows.map((line, i) => fit([{ text: i === 0 ? '! ' : '  ', tint: 'yellow' }, { text: line }], width).trimEnd());
}
