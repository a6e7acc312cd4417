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
    title: 'How much does the Collector take?',
    description: 'Spans, samples and lines a second, by how they come: gRPC from services, HTTP from itself.',
    unit: 'ops',
    queries: received('accepted', 'receiver, transport'),
    links: [linesOfCollector],
  });

export const refused = (size: Size) =>
  graph({
    ...size,
    title: 'How much does the Collector refuse?',
    description:
      'It is short of memory, or a queue is full. Senders keep what was refused for as long as they have room, and ' +
      'drop it then.',
    unit: 'ops',
    thresholds: [0.001, 1],
    queries: received('refused', 'receiver, transport'),
    links: [linesOfCollector],
  });
