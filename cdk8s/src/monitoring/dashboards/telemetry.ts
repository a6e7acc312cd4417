import { SERVICES } from '../rules/promql.ts';
import { page } from './page.ts';
import { fullestQueue, fullQueues, lostTelemetry, takenByBackends, waitingInServices } from './shared/delivery.ts';
import { memoryOfCollector, processorOfCollector, uptime } from './telemetry/collector.ts';
import { lostOnTheWay, queueSizes, timeToFull } from './telemetry/exporters.ts';
import { signalLinks } from './telemetry/links.ts';
import { accepted, refused } from './telemetry/receivers.ts';
import { sentByServices, silentServices, whoIsHeard } from './telemetry/senders.ts';

const quarter = { width: 6, height: 4 };
const half = { width: 12, height: 7 };
const third = { width: 8, height: 7 };
const whole = { width: 24, height: 11 };

/** Whether telemetry is complete: services, Collector, backends. */
export const telemetry = () =>
  page({
    name: 'telemetry',
    title: 'Telemetry',
    description: 'Whether telemetry is complete on its way from the services through the Collector to the backends.',
    rows: [
      {
        title: 'Is telemetry complete?',
        panels: [lostTelemetry(quarter), silentServices(quarter), fullestQueue(quarter), uptime(quarter)],
      },
      {
        title: 'Do services send?',
        panels: [whoIsHeard(third), sentByServices(third), waitingInServices(third, SERVICES)],
      },
      {
        title: 'Does the Collector accept it?',
        panels: [accepted(half), refused(half), memoryOfCollector(half), processorOfCollector(half)],
      },
      {
        title: 'Do backends get it?',
        panels: [fullQueues(third), timeToFull(third), queueSizes(third), takenByBackends(half), lostOnTheWay(half)],
      },
      {
        title: 'Does it fit together?',
        panels: [signalLinks(whole)],
      },
    ],
  });
