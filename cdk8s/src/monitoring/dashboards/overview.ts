import { starts, versions, whoCallsWhom } from './overview/changes.ts';
import { largestMemory } from './overview/memory.ts';
import { traffic } from './overview/traffic.ts';
import { page } from './page.ts';
import { CHOSEN } from './promql.ts';
import { alertsFiring, whichAlertsFire } from './shared/alerts.ts';
import { leastBudget } from './shared/budgets.ts';
import { conversionsByFormat, conversionTime, mostConversionsTake } from './shared/conversions.ts';
import { busyConverters, endedConverters, freeConverters } from './shared/converters.ts';
import { fullQueues, lostTelemetry, takenByBackends, waitingInServices } from './shared/delivery.ts';
import { latestTimers } from './shared/event-loop.ts';
import { errorLines } from './shared/lines.ts';
import { oldestJob, waitingJobs } from './shared/queue.ts';
import { failingShare, requestRate } from './shared/requests.ts';
import { choices, SERVICE_CHOICE } from './variables.ts';

const eighth = { width: 3, height: 4 };
const third = { width: 8, height: 7 };
const low = { width: 8, height: 6 };
const quarter = { width: 6, height: 6 };

/** The state of the system, what changed, and where to look: the page that Grafana opens with. */
export const overview = () =>
  page({
    name: 'overview',
    title: 'Triptych',
    description:
      'The state of the system, what changed, and where to look. Every series links to its traces and log lines.',
    variables: [choices(...SERVICE_CHOICE)],
    rows: [
      {
        title: 'Is the system healthy?',
        panels: [
          alertsFiring(eighth),
          leastBudget(eighth),
          requestRate(eighth),
          failingShare(eighth),
          mostConversionsTake(eighth),
          oldestJob(eighth),
          busyConverters(eighth),
          lostTelemetry(eighth),
          ...traffic(third),
          conversionsByFormat(third),
          conversionTime(third),
          waitingJobs(third),
        ],
      },
      {
        title: 'Is there room, and does telemetry arrive?',
        panels: [
          freeConverters(quarter),
          largestMemory(quarter),
          latestTimers(quarter),
          endedConverters(quarter),
          fullQueues(low),
          takenByBackends(low),
          waitingInServices(low, CHOSEN),
        ],
      },
      {
        title: 'What changed, and where to look?',
        panels: [
          versions({ width: 6, height: 6 }),
          whichAlertsFire({ width: 8, height: 6 }),
          starts({ width: 10, height: 6 }),
          whoCallsWhom({ width: 8, height: 9 }),
          errorLines({ width: 16, height: 9 }),
        ],
      },
    ],
  });
