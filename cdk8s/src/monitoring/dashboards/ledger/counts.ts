import { graph, type Size } from '../panels.ts';
import { INTERVAL } from '../promql.ts';
import { queries } from '../queries.ts';
import { linesOfCollector } from '../shared/delivery.ts';
import { counted, type Items, PLACES } from './places.ts';

export const countedByPlace = (items: Items, size: Size) =>
  graph({
    ...size,
    title: `How many ${items} does each place count?`,
    description:
      `${capital(items)} a second, at each place on their way. The lines lie on each other while everything arrives; ` +
      'they part while something waits, is dropped, or is left out by sampling. The Collector also accepts what it ' +
      'writes itself.',
    unit: 'ops',
    queries: queries(
      Object.fromEntries(
        Object.entries(PLACES[items]).map(([place, counters]) => [place, counted(counters, 'rate', INTERVAL)]),
      ),
    ),
    links: [linesOfCollector],
  });

export const missingByHop = (items: Items, size: Size) =>
  graph({
    ...size,
    title: `Between which places do ${items} go missing?`,
    description:
      'What a place counted in 10 minutes, less what the next one did. Around 0 everything arrives. A line stays above 0 ' +
      'while items wait, are dropped or are lost there, and goes below 0 while what waited arrives. A restart makes a ' +
      'peak, since last counts are lost. The numbers are estimates: `triptych audit` has the exact ones.',
    unit: 'short',
    signed: true,
    queries: queries(
      Object.fromEntries(
        neighbours(items).map(([[from, before], [to, after]]) => [
          `${from} → ${to}`,
          `${counted(before, 'increase', '[10m]')} - ${counted(after, 'increase', '[10m]')}`,
        ]),
      ),
    ),
    links: [linesOfCollector],
  });

type Place = readonly [name: string, counters: readonly string[]];

/** Each place with the next one. */
function neighbours(items: Items): [Place, Place][] {
  const places = Object.entries(PLACES[items]);
  return places.slice(1).map((place, i) => [places[i] as Place, place]);
}

const capital = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
