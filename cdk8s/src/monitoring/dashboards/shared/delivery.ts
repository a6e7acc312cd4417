import { METRICS } from '@triptych/catalogue';
import { itsPage, lines, SERVICE, toPage } from '../explore.ts';
import { limit } from '../limit.ts';
import { figure, graph, type Size } from '../panels.ts';
import { INTERVAL } from '../promql.ts';
import { query } from '../queries.ts';

/** The items that the Collector counts separately. */
export const ITEMS = ['spans', 'metric_points', 'log_records'] as const;
/** Selects the Collector: Jaeger is built on it and has the same series. */
export const OTELCOL = 'service_name="otelcol"';

export const linesOfCollector = lines('Log lines of the Collector', '{service="otelcol"}');
const telemetry = toPage('The dashboard of telemetry', 'telemetry');

/** Items a second by exporter; each exporter has one signal. */
export const byExporter = (counter: string) => {
  const rates = ITEMS.map((items) => `rate(otelcol_exporter_${counter}_${items}_total{${OTELCOL}}${INTERVAL})`);
  return `sum by (exporter) (${rates.join(' or ')})`;
};

const fullness = `otelcol_exporter_queue_size{${OTELCOL}} / otelcol_exporter_queue_capacity{${OTELCOL}}`;
const FULL = [0.5, limit('CollectorQueueFull')] as const;

const LOST = [
  METRICS.telemetryDropped.name,
  ...ITEMS.map((items) => `otelcol_exporter_send_failed_${items}_total{${OTELCOL}}`),
  ...ITEMS.map((items) => `otelcol_exporter_enqueue_failed_${items}_total{${OTELCOL}}`),
];

export const lostTelemetry = (size: Size) =>
  figure({
    ...size,
    title: 'Lost telemetry',
    description:
      'Spans, samples and log lines that a service or the Collector dropped over the time shown. Above 0 the ' +
      'dashboards do not show everything that happened.',
    unit: 'short',
    thresholds: [1, 1000],
    queries: [
      query(LOST.map((series) => `(sum(increase(${series}[$__range])) or vector(0))`).join(' + '), { instant: true }),
    ],
    links: [telemetry, lines('Log lines about it', '{service=~".+"} |= "telemetry"')],
  });

export const fullestQueue = (size: Size) =>
  figure({
    ...size,
    title: 'The fullest queue',
    description:
      'How full the fullest queue of the Collector is. Each backend has a queue on disk; when one is full, senders ' +
      'have to wait.',
    unit: 'percentunit',
    max: 1,
    thresholds: FULL,
    queries: [query(`max(${fullness})`)],
    links: [linesOfCollector],
  });

export const fullQueues = (size: Size) =>
  graph({
    ...size,
    title: 'Does each backend keep up?',
    description:
      'How full the queue of the Collector for each backend is. It fills while the backend is down or slow; nothing ' +
      'is lost until it is full.',
    unit: 'percentunit',
    thresholds: FULL,
    queries: [query(`max by (exporter) (${fullness})`, { legend: '{{exporter}}' })],
    links: [telemetry, linesOfCollector],
  });

export const takenByBackends = (size: Size) =>
  graph({
    ...size,
    title: 'How much do the backends accept and reject?',
    description:
      'Spans, samples and log lines a second. What a backend rejects (wrong data, credentials or URL) is lost.',
    unit: 'ops',
    queries: [
      query(byExporter('sent'), { legend: '{{exporter}}' }),
      query(`${byExporter('send_failed')} or 0 * ${byExporter('sent')}`, {
        legend: '{{exporter}} rejected',
        refId: 'B',
      }),
    ],
    links: [telemetry, linesOfCollector],
  });

/** The queues of the services that `where` selects. */
export const waitingInServices = (size: Size, where: string) =>
  graph({
    ...size,
    title: 'Does the Collector accept what services send?',
    description:
      'Spans and log lines that wait in each service, and those that it dropped. They wait while the Collector is ' +
      'down or its queues are full.',
    unit: 'short',
    queries: [
      query(`sum by (service_name, signal) (${METRICS.telemetryQueueSize.name}{${where}})`, {
        legend: '{{service_name}} {{signal}}',
      }),
      query(`sum by (service_name, signal) (increase(${METRICS.telemetryDropped.name}{${where}}${INTERVAL}))`, {
        legend: '{{service_name}} {{signal}} lost',
        refId: 'B',
      }),
    ],
    links: [telemetry, itsPage, lines('Its log lines about it', `{service="${SERVICE}"} |= "telemetry"`)],
  });
