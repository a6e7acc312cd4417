import { BUDGET } from '../../slo/objective.ts';
import { toPage } from '../explore.ts';
import { figure, type Size } from '../panels.ts';
import { query } from '../queries.ts';

/** Below a quarter it is time to be careful; below 0 more was bad than was allowed. */
export const LEFT = [0.25, 0] as const;

export const leastBudget = (size: Size) =>
  figure({
    ...size,
    title: 'Least error budget left',
    description:
      'Of all objectives the one with the least of what may go wrong in 30 days left. Near 0: leave changes that ' +
      'are not needed for later.',
    unit: 'percentunit',
    signed: true,
    thresholds: LEFT,
    queries: [query(`min(${BUDGET})`)],
    links: [toPage('The dashboard of objectives', 'objectives')],
  });
