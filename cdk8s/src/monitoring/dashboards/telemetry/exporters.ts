import { limit } from '../limit.ts';
import { graph, type Size } from '../panels.ts';
import { queries, query } from '../queries.ts';
import { byExporter, linesOfCollector, OTELCOL } from '../shared/delivery.ts';

const DAY = 86_400;
const queue = (series: string) => `sum by (exporter, data_type) (${series})`;
const size = queue(`otelcol_exporter_queue_size{${OTELCOL}}`);
const capacity = queue(`otelcol_exporter_queue_capacity{${OTELCOL}}`);
const growth = queue(`deriv(otelcol_exporter_queue_size{${OTELCOL}}[10m])`);
const links = [linesOfCollector];

export const lostOnTheWay = (box: Size) =>
  graph({
    ...box,
    title: 'How much is lost on the way to a backend?',
    description:
      'A second: what the backend calls invalid, which no other try mends, and what could not be written to the queue ' +
      'on disk. The Collector’s log says why.',
    unit: 'ops',
    thresholds: [0.001, 1],
    queries: queries({
      '{{exporter}} refused by it': `${byExporter('send_failed')} or 0 * ${byExporter('sent')}`,
      '{{exporter}} not queued': `${byExporter('enqueue_failed')} or 0 * ${byExporter('sent')}`,
    }),
    links,
  });

export const queueSizes = (box: Size) =>
  graph({
    ...box,
    title: 'How much waits for each backend?',
    description: 'Bytes on disk, and how many there may be. They are sent in order when the backend is back.',
    unit: 'bytes',
    queries: queries({ '{{exporter}}': size, '{{exporter}} at most': capacity }),
    links,
  });

export const timeToFull = (box: Size) =>
  graph({
    ...box,
    title: 'When is a queue full?',
    description:
      'At the pace of the last 10 minutes; a day is shown for all that is longer, or never. Below the red line somebody ' +
      'is told: bring the backend back, or give it more.',
    unit: 's',
    max: DAY,
    thresholds: [DAY / 2, limit('CollectorQueueFilling')],
    // What grows by less than a byte a second does not grow.
    queries: [
      query(`clamp_max((${capacity} - ${size}) / clamp_min(${growth}, 1), ${DAY})`, { legend: '{{exporter}}' }),
    ],
    links,
  });
