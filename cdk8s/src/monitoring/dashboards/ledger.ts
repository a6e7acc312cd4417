import { SERVICES } from '../rules/promql.ts';
import { countedByPlace, missingByHop } from './ledger/counts.ts';
import { arrived, droppedByReason, refusedByPlace } from './ledger/dropped.ts';
import { page } from './page.ts';
import { fullQueues, lostTelemetry, waitingInServices } from './shared/delivery.ts';

const quarter = { width: 6, height: 4 };
const third = { width: 8, height: 7 };
const half = { width: 12, height: 8 };

/** What `triptych audit` accounts for, over time. */
export const ledger = () =>
  page({
    name: 'ledger',
    title: 'Ledger',
    description:
      'Whether everything that is made arrives: what each place on the way of telemetry counts, what waits and what is ' +
      'dropped. `triptych audit` computes the same exactly.',
    rows: [
      {
        title: 'Does everything arrive?',
        panels: [
          arrived('spans', quarter),
          arrived('log lines', quarter),
          arrived('data points', quarter),
          lostTelemetry(quarter),
        ],
      },
      { title: 'Spans', panels: [countedByPlace('spans', half), missingByHop('spans', half)] },
      { title: 'Log lines', panels: [countedByPlace('log lines', half), missingByHop('log lines', half)] },
      { title: 'Data points', panels: [countedByPlace('data points', half), missingByHop('data points', half)] },
      {
        title: 'Where do the others wait, and what was dropped?',
        panels: [waitingInServices(third, SERVICES), fullQueues(third), droppedByReason(third)],
      },
      { title: 'What was refused?', panels: [refusedByPlace({ width: 24, height: 7 })] },
    ],
  });
