import { BURNS, type Window } from '../../slo/burn-rate.ts';
import { ratio } from '../../slo/objective.ts';
import { graph, type Size } from '../panels.ts';
import { queries } from '../queries.ts';
import { itsErrors, itsObjectiveTraces } from './links.ts';
import { ALLOWED, CHOSEN_OBJECTIVE } from './promises.ts';

const speed = (window: Window) =>
  `max by (slo, service) (${ratio(window)}${CHOSEN_OBJECTIVE}) / on (slo) group_left () ${ALLOWED}`;

const SEVERITY = { page: 'Page', ticket: 'Ticket' };

/** How many times faster the budget is spent than evenly over 30 days, with the bound of each alert. */
export const burns = (size: Size) =>
  BURNS.map((burn) =>
    graph({
      ...size,
      title: `${SEVERITY[burn.severity]}: ${burn.spends} of the budget in ${burn.long}`,
      description:
        'How many times faster the budget is spent than evenly over 30 days. At a pace of ' +
        `${burn.factor} it is gone in ${Math.round(30 / burn.factor)} days. The alert fires when both ${burn.long} and ` +
        `${burn.short} are above the line, with at least ten bad events.`,
      unit: 'short',
      thresholds: [burn.factor, burn.factor],
      queries: queries({ [burn.long]: speed(burn.long), [burn.short]: speed(burn.short) }),
      links: [itsObjectiveTraces, itsErrors],
    }),
  );
