import type { Range } from './url-state.ts';

/** The least that can be zoomed to, in microseconds. */
const LEAST_MICROS = 20;

/** Where a time is within a range: 0 at its start, 1 at its end. */
export function placeOf(time: number, { from, to }: Range): number {
  return (time - from) / (to - from);
}

/** Times for the labels of an axis: about `count`, at 1, 2 or 5 times a power of ten. */
export function ticksOf({ from, to }: Range, count: number): number[] {
  const rough = (to - from) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((one) => one * power >= rough) ?? 10) * power;
  const first = Math.ceil(from / step);
  const ticks: number[] = [];
  for (let i = first; i * step <= to; i += 1) ticks.push(i * step);
  return ticks;
}

/** Zooms by a factor (below 1: closer) and keeps the time at `place` where it is. The result stays within `whole`. */
export function zoomBy(range: Range, whole: Range, factor: number, place: number): Range | undefined {
  const length = Math.max(LEAST_MICROS, (range.to - range.from) * factor);
  const at = range.from + (range.to - range.from) * place;
  return within({ from: at - length * place, to: at + length * (1 - place) }, whole);
}

/** Moves a range by a share of its length, as far as `whole` allows. */
export function panBy(range: Range, whole: Range, share: number): Range | undefined {
  const length = range.to - range.from;
  const from = Math.min(whole.to - length, Math.max(whole.from, range.from + length * share));
  return within({ from, to: from + length }, whole);
}

/** The part of a range that is within another; undefined where it is all of that. */
export function within(range: Range, whole: Range): Range | undefined {
  const from = Math.max(whole.from, Math.min(range.from, whole.to - LEAST_MICROS));
  const to = Math.min(whole.to, Math.max(range.to, from + LEAST_MICROS));
  return from <= whole.from && to >= whole.to ? undefined : { from, to };
}
