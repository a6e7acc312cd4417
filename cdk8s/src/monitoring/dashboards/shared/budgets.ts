import { BUDGET } from '../../slo/objective.ts';
import { toPage } from '../explore.ts';
import { figure, type Size } from '../panels.ts';
import { query } from '../queries.ts';

/** Below a quarter it is time to be careful; below 0 the objective is missed. */
export const LEFT = [0.25, 0] as const;

export const leastBudget = (size: Size) =>
  figure({
    ...size,
    title: 'Smallest error budget left',
    description:
      'Share that is left of the error budget of 30 days, of the objective with the least. Near 0, postpone changes ' +
      'that can wait.',
    unit: 'percentunit',
    signed: true,
    thresholds: LEFT,
    queries: [query(`min(${BUDGET})`)],
    links: [toPage('The dashboard of objectives', 'objectives')],
  });
