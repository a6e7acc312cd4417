import { health } from './any-service/health.ts';
import { allLines, linesByLevel } from './any-service/lines.ts';
import { objectives } from './any-service/objectives.ts';
import { durations, failures, operations } from './any-service/operations.ts';
import { page } from './page.ts';
import { whichAlertsFire } from './shared/alerts.ts';
import { calledAndCalling } from './shared/calls.ts';
import { choice } from './variables.ts';

const third = { width: 8, height: 7 };

/** Any service that sends spans: what the Collector and the backends know of it. */
export const anyService = () =>
  page({
    name: 'any-service',
    title: 'Any service',
    description:
      'Any service that sends spans: its requests, its failures, whom it calls and who calls it, and its log lines. ' +
      'It needs nothing of the service but spans and log lines over OTLP.',
    variables: [choice('service', 'Service', 'traces_span_metrics_calls_total', 'service_name')],
    rows: [
      {
        title: 'Is $service healthy?',
        panels: [...health({ width: 4, height: 5 }), whichAlertsFire({ width: 12, height: 5 }, 'service=~"$service"')],
      },
      { title: 'Which of its operations are called, fail, or are slow?', panels: operations(third) },
      {
        title: 'How long do they take, and which failed?',
        panels: [...durations({ width: 8, height: 8 }), failures({ width: 8, height: 8 })],
      },
      { title: 'Are its objectives met?', panels: objectives({ width: 16, height: 7 }) },
      { title: 'Which services call each other?', panels: calledAndCalling(third, 'any-service') },
      {
        title: 'What does it log?',
        panels: [linesByLevel({ width: 8, height: 9 }), allLines({ width: 16, height: 9 })],
      },
    ],
  });
