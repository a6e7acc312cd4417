import { badShare, budget, budgets, events } from './objectives/budget.ts';
import { burns } from './objectives/burns.ts';
import { page } from './page.ts';
import { whichAlertsFire } from './shared/alerts.ts';
import { choice } from './variables.ts';

/** The objectives, what is left of their error budgets, and how fast the budgets are spent. */
export const objectives = () =>
  page({
    name: 'objectives',
    title: 'Objectives',
    description: 'What users are promised, how much of each error budget is left, and how fast it is spent.',
    variables: [choice('slo', 'Objective', 'slo:events:rate5m', 'slo')],
    rows: [
      { title: 'How much of each budget is left?', panels: [budgets({ width: 24, height: 4 })] },
      {
        title: 'Is $slo met?',
        panels: [
          budget({ width: 12, height: 8 }),
          badShare({ width: 12, height: 8 }),
          events({ width: 12, height: 8 }),
          whichAlertsFire({ width: 12, height: 8 }, 'slo=~"$slo"'),
        ],
      },
      { title: 'How fast is the budget of $slo spent?', panels: burns({ width: 6, height: 9 }) },
    ],
  });
