import { METRICS } from '@triptych/telemetry/catalogue';
import { lines, SERVICE } from '../explore.ts';
import { graph, query } from '../panels.ts';
import { CHOSEN, INTERVAL } from '../promql.ts';

const size = { width: 8, height: 6 } as const;
const linesOfCollector = lines('Log lines of the Collector', '{service="otelcol"}');
const SIGNALS = ['spans', 'metric_points', 'log_records'];

/** Whether telemetry reaches the backends. */
export function delivery() {
  const byExporter = (series: string) =>
    `sum by (exporter) (${SIGNALS.map((signal) => `rate(otelcol_exporter_${series}_${signal}_total${INTERVAL})`).join(' or ')})`;
  return [
    graph({
      ...size,
      title: 'Does each backend keep up?',
      description:
        'How full the Collector’s queue for each backend is. It fills when that backend is away or slow, ' +
        'and nothing is lost until it is full.',
      unit: 'percentunit',
      thresholds: [0.5, 0.8],
      queries: [
        query('max by (exporter) (otelcol_exporter_queue_size / otelcol_exporter_queue_capacity)', {
          legend: '{{exporter}}',
        }),
      ],
      links: [linesOfCollector],
    }),
    graph({
      ...size,
      title: 'What do the backends take, and refuse?',
      description: 'Spans, samples and lines a second that each took. What one calls invalid is refused, and lost.',
      unit: 'ops',
      queries: [
        query(byExporter('sent'), { legend: '{{exporter}}' }),
        query(`${byExporter('send_failed')} or 0 * ${byExporter('sent')}`, {
          legend: '{{exporter}} refused',
          refId: 'B',
        }),
      ],
      links: [linesOfCollector],
    }),
    graph({
      ...size,
      title: 'Does the Collector take what services send?',
      description:
        'Spans and lines that wait in each service, and those it gave up on. They wait when the Collector ' +
        'is away or its queues are full.',
      unit: 'short',
      queries: [
        query(`sum by (service_name, signal) (${METRICS.telemetryQueueSize.name}{${CHOSEN}})`, {
          legend: '{{service_name}} {{signal}}',
        }),
        query(`sum by (service_name, signal) (increase(${METRICS.telemetryDropped.name}{${CHOSEN}}${INTERVAL}))`, {
          legend: '{{service_name}} {{signal}} lost',
          refId: 'B',
        }),
      ],
      links: [lines('Its log lines about it', `{service="${SERVICE}"} |= "telemetry"`)],
    }),
  ];
}
