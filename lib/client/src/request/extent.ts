import { type Item, timeOf } from './tree.ts';

/** From the first to the last microsecond of what is shown. */
export interface Extent {
  readonly start: number;
  readonly end: number;
}

/** The time that items span. */
export function extentOf(items: readonly Item[]): Extent {
  const ends = (all: readonly Item[]): number[] =>
    all.flatMap((item) => {
      if (item.kind === 'line') return [item.line.time];
      if (item.kind === 'wait') return [item.start + item.durationMicros];
      return [item.span.start + item.span.durationMicros, ...ends(item.items)];
    });
  const start = items.map(timeOf).reduce((a, b) => Math.min(a, b), Infinity);
  return { start, end: ends(items).reduce((a, b) => Math.max(a, b), start) };
}
