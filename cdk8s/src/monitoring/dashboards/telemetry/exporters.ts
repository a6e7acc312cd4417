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
      'Items a second that the backend refused for good (wrong data, credentials or URL), or that the Collector ' +
      'could not write to its queue on disk. The log of the Collector shows the reason.',
    unit: 'ops',
    thresholds: [0.001, 1],
    queries: queries({
      '{{exporter}} rejected': `${byExporter('send_failed')} or 0 * ${byExporter('sent')}`,
      '{{exporter}} not queued': `${byExporter('enqueue_failed')} or 0 * ${byExporter('sent')}`,
    }),
    links,
  });

export const queueSizes = (box: Size) =>
  graph({
    ...box,
    title: 'How much data waits for each backend?',
    description:
      'Bytes in the queue on disk, and its capacity. The Collector sends them in order when the backend is back.',
    unit: 'bytes',
    queries: queries({ '{{exporter}}': size, '{{exporter}} at most': capacity }),
    links,
  });

export const timeToFull = (box: Size) =>
  graph({
    ...box,
    title: 'When will a queue be full?',
    description:
      'Time until the queue is full at the pace of the last 10 minutes; a day stands for a longer time or never. ' +
      'Below the red line an alert fires: bring the backend back, or give it more CPU, memory or a faster disk.',
    unit: 's',
    max: DAY,
    thresholds: [DAY / 2, limit('CollectorQueueFilling')],
    // Less than a byte a second counts as no growth.
    queries: [
      query(`clamp_max((${capacity} - ${size}) / clamp_min(${growth}, 1), ${DAY})`, { legend: '{{exporter}}' }),
    ],
    links,
  });
