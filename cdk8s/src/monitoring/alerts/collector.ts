import { alert } from '../rules/alert.ts';
import { COUNT, dashboard, label, lines } from '../rules/links.ts';
import { gained, query } from '../rules/promql.ts';
import type { RuleGroup } from '../rules/rule.ts';

const service = 'otelcol';
const telemetry = dashboard('triptych-telemetry');
const complaints = lines('{service="otelcol"} |~ "(?i)error|warn|refus|full"');
const EXPORTER = label('exporter');

const OWN = 'service_name="otelcol"';
const ITEMS = ['spans', 'metric_points', 'log_records'];
const queue = (series: string) => `sum by (exporter, data_type) (${series})`;
const size = queue(`otelcol_exporter_queue_size{${OWN}}`);
const capacity = queue(`otelcol_exporter_queue_capacity{${OWN}}`);
const growth = queue(`deriv(otelcol_exporter_queue_size{${OWN}}[10m])`);

/** What ten minutes added to counters that there are for each signal. */
const added = (by: string, ...counters: readonly string[]) =>
  counters
    .flatMap((counter) =>
      ITEMS.map((items) => `sum by (${by}) ${gained(`otelcol_${counter}_${items}_total{${OWN}}`, '10m')} > 0`),
    )
    .join('\nor ');

/** The Collector, which everything goes through. */
export const collector: RuleGroup = {
  name: 'collector',
  rules: [
    alert({
      name: 'CollectorDown',
      severity: 'page',
      service,
      expr: `absent_over_time(otelcol_process_uptime_seconds_total{${OWN}}[1m])`,
      for: '1m',
      summary: 'Nothing comes from the Collector',
      description:
        'The Collector has not told of itself for 2 minutes, so nothing goes through it. Services keep what they have room ' +
        'for (16384 spans and as many lines each); alerts that need metrics are blind.',
      dashboard: telemetry,
      query: complaints,
    }),
    alert({
      name: 'CollectorRefusing',
      severity: 'ticket',
      service,
      expr: added('receiver', 'receiver_refused'),
      for: '2m',
      summary: `The Collector refused ${COUNT} items`,
      description:
        `The Collector took ${COUNT} items of 10 minutes not: it is short of memory, or a queue is full. Senders ` +
        'try again for as long as they have room, and drop then.',
      dashboard: telemetry,
      query: complaints,
    }),
    alert({
      name: 'CollectorDropping',
      severity: 'ticket',
      service,
      expr: added('exporter', 'exporter_send_failed', 'exporter_enqueue_failed'),
      summary: `${COUNT} items were lost on the way to ${EXPORTER}`,
      description:
        `Of 10 minutes ${COUNT} items are lost: the backend behind ${EXPORTER} calls them invalid, which no other ` +
        'try mends, or they could not be written to the queue on disk.',
      dashboard: telemetry,
      query: complaints,
    }),
    alert({
      name: 'CollectorQueueFilling',
      severity: 'page',
      service,
      expr: query(`(${capacity} - ${size}) / (${growth} > 0) < 4 * 3600`, `and ${size} / ${capacity} > 0.01`),
      for: '5m',
      summary: `The queue to ${EXPORTER} is full in {{ $value | humanizeDuration }}`,
      description:
        `More comes than the backend behind ${EXPORTER} takes. At this pace its queue on disk is full in ` +
        '{{ $value | humanizeDuration }}; then services keep and drop what they cannot send. Until then nothing is lost.',
      dashboard: telemetry,
      query: complaints,
    }),
    alert({
      name: 'CollectorQueueFull',
      severity: 'page',
      service,
      expr: `${size} / ${capacity} > 0.9`,
      for: '1m',
      summary: `The queue to ${EXPORTER} is {{ $value | humanizePercentage }} full`,
      description:
        `The backend behind ${EXPORTER} has been away, or too slow, for so long that its queue is {{ $value | humanizePercentage }} ` +
        'full. Senders wait, and drop what they have no room for.',
      dashboard: telemetry,
      query: complaints,
    }),
  ],
};
