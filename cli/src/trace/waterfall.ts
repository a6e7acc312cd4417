import { nameOf, notesOf, textOf } from '@triptych/client/request/describe';
import type { Extent } from '@triptych/client/request/extent';
import { isError, isWait, type Span } from '@triptych/client/request/span';
import { allItems, type Item } from '@triptych/client/request/tree';
import { elapsed } from '@triptych/terminal';
import { fit, type Piece, widthOf, wrap } from './text.ts';

export interface WaterfallOptions {
  readonly width: number;
  /** The most log lines that are shown of a span; the rest is counted. */
  readonly linesPerSpan?: number;
  /** The most spans that are shown; the rest is counted. */
  readonly mostSpans?: number;
}

type Shown = Item | { readonly kind: 'more'; readonly count: number };

const TIME = 8;
const TOOK = 9;
/** Below this width there are no bars: names need the room. */
const NARROW = 72;
const NO_TIME: Piece = { text: ' '.repeat(TIME + 1) };

/** The tree as lines of at most `width` columns: start, name, bar on the time axis, duration. */
export function renderWaterfall(items: readonly Item[], extent: Extent, options: WaterfallOptions): string[] {
  const { width, linesPerSpan = 8, mostSpans = 100 } = options;
  const bars = width < NARROW ? 0 : Math.floor(width * 0.23);
  const label = width - TIME - 1 - (bars ? bars + 1 : 0) - TOOK;
  let spans = 0;

  const when = (micros: number): Piece => ({ text: `${elapsed(micros - extent.start).padStart(TIME)} `, tint: 'dim' });

  const timed = (what: readonly Piece[], start: number, durationMicros: number, tint: Piece['tint']) => {
    const bar = bars ? `${fit([{ text: barOf(start, durationMicros, extent, bars, tint), tint }], bars)} ` : '';
    return `${fit([when(start)], TIME + 1)}${fit(what, label - 1)} ${bar}${elapsed(durationMicros).padStart(TOOK)}`;
  };

  const rowsOf = (item: Shown, branch: string, below: string, service: string | undefined): string[] => {
    const guide: Piece = { text: branch, tint: 'dim' };
    switch (item.kind) {
      case 'more':
        return [fit([NO_TIME, { text: `${below}· and ${item.count} more lines`, tint: 'dim' }], width)];
      case 'wait':
        return [timed([guide, { text: item.name, tint: 'yellow' }], item.start, item.durationMicros, 'yellow')];
      case 'line':
        return lineRows(item, below);
      case 'span': {
        spans += 1;
        if (spans > mostSpans) return [];
        const tint = isError(item.span) ? 'red' : isWait(item.span) ? 'yellow' : 'green';
        const row = timed(
          [guide, ...labelOf(item.span, service, tint)],
          item.span.start,
          item.span.durationMicros,
          tint,
        );
        return [row, ...walk(item.items, below, item.span.service)];
      }
    }
  };

  const lineRows = ({ line, span }: Extract<Item, { kind: 'line' }>, below: string): string[] => {
    const tint = line.severity === 'error' ? 'red' : line.severity === 'warning' ? 'yellow' : 'dim';
    const text = span ? textOf(line, span) : `${line.service}  ${textOf(line, span)}`;
    // Warnings and errors get more room.
    const rows = wrap(text, Math.max(1, width - TIME - 1 - widthOf(below) - 2), tint === 'dim' ? 1 : 3);
    return rows.map((part, i) =>
      fit(
        [
          i === 0 ? when(line.time) : NO_TIME,
          { text: below, tint: 'dim' },
          { text: `${i === 0 ? '·' : ' '} ${part}`, tint },
        ],
        width,
      ),
    );
  };

  const walk = (all: readonly Item[], before: string, service: string | undefined): string[] =>
    // At the top level are log lines without a span: more of them are shown.
    withFewerLines(all, service === undefined ? linesPerSpan * 5 : linesPerSpan).flatMap((item, i, shown) => {
      if (service === undefined) return rowsOf(item, '', '', service);
      const isLast = i === shown.length - 1;
      return rowsOf(item, `${before}${isLast ? '└ ' : '├ '}`, `${before}${isLast ? '  ' : '│ '}`, service);
    });

  const rows = walk(items, '', undefined);
  const hidden = [...allItems(items)].filter(({ kind }) => kind === 'span').length - mostSpans;
  if (hidden > 0) rows.push(fit([NO_TIME, { text: `… and ${hidden} more spans`, tint: 'dim' }], width));
  return rows.map((row) => row.trimEnd());
}

function labelOf(span: Span, parent: string | undefined, tint: Piece['tint']): Piece[] {
  return [
    { text: tint === 'red' ? '✘ ' : '', tint: 'red' },
    { text: span.service === parent ? '' : `${span.service} `, tint: 'bold' },
    { text: `${nameOf(span)} `, tint: tint === 'yellow' ? 'yellow' : undefined },
    { text: notesOf(span), tint: tint === 'red' ? 'red' : 'dim' },
  ];
}

/** The items of a span with at most some log lines; the rest is counted. */
function withFewerLines(items: readonly Item[], most: number): Shown[] {
  const rest = items.filter(({ kind }) => kind === 'line').slice(most);
  const dropped = new Set(rest);
  return items.flatMap((item): Shown[] => {
    if (item === rest[0]) return [{ kind: 'more', count: rest.length }];
    return dropped.has(item) ? [] : [item];
  });
}

/** A bar on the time axis, at least one column wide. A wait has a thinner bar than work. */
function barOf(start: number, durationMicros: number, extent: Extent, width: number, tint: Piece['tint']): string {
  const total = Math.max(1, extent.end - extent.start);
  const column = (time: number) => Math.min(1, Math.max(0, (time - extent.start) / total)) * width;
  const from = Math.min(width - 1, Math.floor(column(start)));
  const to = Math.max(from + 1, Math.round(column(start + durationMicros)));
  return ' '.repeat(from) + (tint === 'yellow' ? '┄' : '━').repeat(to - from);
}
