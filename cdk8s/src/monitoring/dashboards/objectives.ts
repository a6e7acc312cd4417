import { badShare, budget, budgets, events } from './objectives/budget.ts';
import { burns } from './objectives/burns.ts';
import { page } from './page.ts';
import { whichAlertsFire } from './shared/alerts.ts';
import { choice } from './variables.ts';

/** What users were promised, how much may still go wrong, and how fast that is spent. */
export const objectives = () =>
  page({
    name: 'objectives',
    title: 'Objectives',
    description: 'What users were promised, how much may still go wrong, and how fast that is spent.',
    variables: [choice('slo', 'Objective', 'slo:events:rate5m', 'slo')],
    rows: [
      { title: 'How much may still go wrong?', panels: [budgets({ width: 24, height: 4 })] },
      {
        title: 'Is $slo kept?',
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
