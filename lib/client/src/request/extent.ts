import { endOf } from './span.ts';
import { allItems, type Item, timeOf } from './tree.ts';

/** A stretch of time, in microseconds since 1970. */
export interface Extent {
  readonly start: number;
  readonly end: number;
}

/** The time from the start of the first item to the end of the last. */
export function extentOf(items: readonly Item[]): Extent {
  const start = items.map(timeOf).reduce((a, b) => Math.min(a, b), Infinity);
  let end = start;
  for (const item of allItems(items)) end = Math.max(end, endOfItem(item));
  return { start, end };
}

function endOfItem(item: Item): number {
  if (item.kind === 'span') return endOf(item.span);
  return item.kind === 'line' ? item.line.time : item.start + item.durationMicros;
}
