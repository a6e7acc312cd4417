import { panBy, zoomBy } from './scale.ts';
import type { RequestView } from './view.ts';

interface Key {
  readonly keys: readonly string[];
  readonly meaning: string;
  readonly press: (view: RequestView) => void;
}

const zoom = (factor: number) => (view: RequestView) => {
  const whole = view.layout.value?.whole;
  if (whole) view.zoom(zoomBy(view.range.value, whole, factor, 0.5));
};
const pan = (share: number) => (view: RequestView) => {
  const whole = view.layout.value?.whole;
  if (whole) view.zoom(panBy(view.range.value, whole, share));
};

/** The keys of the waterfall, as in Jaeger's page. */
export const KEYS: readonly Key[] = [
  { keys: ['w', '+'], meaning: 'Zoom in', press: zoom(0.6) },
  { keys: ['s', '-'], meaning: 'Zoom out', press: zoom(1 / 0.6) },
  { keys: ['a'], meaning: 'Pan left', press: pan(-0.2) },
  { keys: ['d'], meaning: 'Pan right', press: pan(0.2) },
  { keys: ['0'], meaning: 'Show all of the time', press: (view) => view.zoom(undefined) },
  { keys: [']'], meaning: 'Collapse one level', press: (view) => view.fold(-1) },
  { keys: ['['], meaning: 'Open one level', press: (view) => view.fold(1) },
  { keys: ['f'], meaning: 'Next span', press: (view) => view.move(1) },
  { keys: ['b'], meaning: 'Previous span', press: (view) => view.move(-1) },
  { keys: ['n'], meaning: 'Next match of the search', press: (view) => view.moveMatch(1) },
  { keys: ['p'], meaning: 'Previous match of the search', press: (view) => view.moveMatch(-1) },
  {
    keys: ['r'],
    meaning: 'Start the waterfall at the selected span, or at the top again',
    press: (view) => {
      const { root, selected } = view.state.value;
      view.change({ root: root === undefined || root !== selected ? selected : undefined });
    },
  },
];

/** Keys that belong to a part of the page; they are listed with the others. */
export const MORE_KEYS: readonly Pick<Key, 'keys' | 'meaning'>[] = [
  { keys: ['↑', '↓', 'Home', 'End'], meaning: 'Move among the rows' },
  { keys: ['←', '→'], meaning: 'Collapse or open a row' },
  { keys: ['/'], meaning: 'Search' },
  { keys: ['Esc'], meaning: 'Close the details, or this list' },
  { keys: ['?'], meaning: 'List the keys' },
];

/** Performs what a key means; false where it means nothing. */
export function press(key: string, view: RequestView): boolean {
  const found = KEYS.find(({ keys }) => keys.includes(key));
  found?.press(view);
  return found !== undefined;
}
