import { graph, type Size } from '../panels.ts';
import { INTERVAL } from '../promql.ts';
import { queries } from '../queries.ts';
import { ITEMS, linesOfCollector, OTELCOL } from '../shared/delivery.ts';

const received = (counter: string, by: string) =>
  queries(
    Object.fromEntries(
      ITEMS.map((items) => [
        `${items.replace('_', ' ')} {{transport}}`,
        `sum by (${by}) (rate(otelcol_receiver_${counter}_${items}_total{${OTELCOL}}${INTERVAL}))`,
      ]),
    ),
  );

export const accepted = (size: Size) =>
  graph({
    ...size,
    title: 'How much does the Collector accept?',
    description:
      'Spans, samples and log lines a second, by transport: gRPC from services, HTTP from the Collector itself.',
    unit: 'ops',
    queries: received('accepted', 'receiver, transport'),
    links: [linesOfCollector],
  });

export const refused = (size: Size) =>
  graph({
    ...size,
    title: 'How much does the Collector refuse?',
    description:
      'The Collector refuses data when it is short of memory or a queue is full. Senders keep the data while they ' +
      'have room, and then drop it.',
    unit: 'ops',
    thresholds: [0.001, 1],
    queries: received('refused', 'receiver, transport'),
    links: [linesOfCollector],
  });
