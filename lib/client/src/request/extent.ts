import { endOf } from './span.ts';
import { type Item, timeOf } from './tree.ts';

/** A stretch of time, in microseconds since 1970. */
export interface Extent {
  readonly start: number;
  readonly end: number;
}

/** The time from the start of the first item to the end of the last. */
export function extentOf(items: readonly Item[]): Extent {
  const ends = (all: readonly Item[]): number[] =>
    all.flatMap((item) => {
      if (item.kind === 'line') return [item.line.time];
      if (item.kind === 'wait') return [item.start + item.durationMicros];
      return [endOf(item.span), ...ends(item.items)];
    });
  const start = items.map(timeOf).reduce((a, b) => Math.min(a, b), Infinity);
  return { start, end: ends(items).reduce((a, b) => Math.max(a, b), start) };
}
