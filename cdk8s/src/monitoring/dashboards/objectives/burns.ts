import { ratio, type Window } from '../../slo/objective.ts';
import { graph, type Size } from '../panels.ts';
import { queries } from '../queries.ts';
import { itsErrors, itsObjectiveTraces } from './links.ts';
import { ALLOWED, CHOSEN_OBJECTIVE } from './promises.ts';

/** The alerts on an objective: how many times too fast over which two windows, and how that is said. */
export const BURNS: readonly { factor: number; long: Window; short: Window; title: string; meaning: string }[] = [
  { factor: 14.4, long: '1h', short: '5m', title: 'Page: 2 % of the budget in 1 h', meaning: 'gone in 2 days' },
  { factor: 6, long: '6h', short: '30m', title: 'Page: 5 % of the budget in 6 h', meaning: 'gone in 5 days' },
  { factor: 3, long: '1d', short: '2h', title: 'Ticket: 10 % of the budget in 1 d', meaning: 'gone in 10 days' },
  { factor: 1, long: '3d', short: '6h', title: 'Ticket: 10 % of the budget in 3 d', meaning: 'gone just in time' },
];

const speed = (window: Window) =>
  `max by (slo, service) (${ratio(window)}${CHOSEN_OBJECTIVE}) / on (slo) group_left () ${ALLOWED}`;

/** How many times faster than evenly over 30 days the budget is spent, beside the bound of each alert. */
export const burns = (size: Size) =>
  BURNS.map(({ factor, long, short, title, meaning }) =>
    graph({
      ...size,
      title,
      description:
        `How many times faster than evenly over 30 days the budget is spent. At ${factor} it would be ${meaning}. The alert ` +
        `fires where both ${long} and ${short} are above the line, with at least ten bad events.`,
      unit: 'short',
      thresholds: [factor, factor],
      queries: queries({ [long]: speed(long), [short]: speed(short) }),
      links: [itsObjectiveTraces, itsErrors],
    }),
  );
