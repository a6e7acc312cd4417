import { alert } from '../rules/alert.ts';
import { dashboard, lines } from '../rules/links.ts';
import { gained, query } from '../rules/promql.ts';
import type { RuleGroup } from '../rules/rule.ts';
import { choice, counted, DURATION, label, SHARE } from '../rules/text.ts';
import { THRESHOLD } from '../rules/threshold.ts';

const service = 'otelcol';
const telemetry = dashboard('triptych-telemetry');
const problems = lines('{service="otelcol"} |~ "(?i)error|warn|refus|full"');
const EXPORTER = label('exporter');
const ITEMS_COUNTED = counted('item', 'items');

const COLLECTOR = 'service_name="otelcol"';
/** The Collectors and the gateway in front of them. */
const RECEIVERS = 'service_name=~"otelcol|otelcol_gateway"';
const SENDER = label('service_name');
const INSTANCE = label('service_instance_id');
const SIGNALS = ['spans', 'metric_points', 'log_records'];
/** Each Collector has its own queues: a sum would hide a full one beside empty ones. */
const queue = (series: string) => `sum by (service_instance_id, exporter, data_type) (${series})`;
const size = queue(`otelcol_exporter_queue_size{${COLLECTOR}}`);
const capacity = queue(`otelcol_exporter_queue_capacity{${COLLECTOR}}`);
const growth = queue(`deriv(otelcol_exporter_queue_size{${COLLECTOR}}[10m])`);

/** What was added in a window to counters of which there is one for each signal. */
const added = (counter: string, { by, of = COLLECTOR, window }: { by: string; of?: string; window: string }) =>
  SIGNALS.map((items) => `sum by (${by}) ${gained(`otelcol_${counter}_${items}_total{${of}}`, window)} > 0`).join(
    '\nor ',
  );

/** Our error_type of what could not be written to the queue: its counter has none. */
const NOT_QUEUED = 'not_queued';
/** Why an exporter drops data. The Collector translates the status of the answer to the name of a gRPC status. */
const WHY_DROPPED = choice(
  'error_type',
  {
    [NOT_QUEUED]: 'the Collector could not write them to its queue on disk',
    InvalidArgument: 'the backend answered 400, because it does not accept the data',
    Unauthenticated: 'the backend answered 401, because the credentials are wrong or missing',
    PermissionDenied:
      'the backend answered 403, because the credentials give no right to write, or the tenant is wrong',
    Unimplemented: 'the backend answered 404, because its URL is wrong',
  },
  `the backend refused them for good (${label('error_type')})`,
);

/** The Collector, through which all telemetry passes. */
export const collector: RuleGroup = {
  name: 'collector',
  rules: [
    alert({
      name: 'CollectorDown',
      severity: 'page',
      service,
      expr: `absent_over_time(otelcol_process_uptime_seconds_total{${COLLECTOR}}[1m])`,
      for: '1m',
      summary: 'The Collector sends nothing',
      description:
        'Prometheus has had no metric of the Collector for 2 minutes, so no telemetry passes through it. Each ' +
        'service keeps up to 16384 spans and 16384 log lines, and then drops the rest. Alerts that need metrics ' +
        'cannot fire.',
      dashboard: telemetry,
      query: problems,
    }),
    alert({
      name: 'CollectorRefusing',
      severity: 'ticket',
      // While Collectors start behind a gateway it refuses what senders then send again: only a refusal that lasts is a fault.
      expr: added('receiver_refused', { by: 'service_name, receiver', of: RECEIVERS, window: '2m' }),
      for: '5m',
      summary: `${SENDER} refuses data`,
      description:
        `For 5 minutes ${SENDER} has refused data, in the last 2 minutes ${ITEMS_COUNTED} (spans, metric points or log ` +
        'records): it is short of memory, or a queue is full. Senders try again while they have room, and then drop data.',
      dashboard: telemetry,
      query: problems,
    }),
    alert({
      name: 'CollectorDropping',
      severity: 'ticket',
      service,
      expr: query(
        added('exporter_send_failed', { by: 'exporter, error_type', window: '10m' }),
        `or label_replace(${added('exporter_enqueue_failed', { by: 'exporter', window: '10m' })}, "error_type", "${NOT_QUEUED}", "", "")`,
      ),
      summary: `The Collector lost ${ITEMS_COUNTED} on the way to ${EXPORTER}`,
      description:
        `In the last 10 minutes the Collector lost ${ITEMS_COUNTED} (spans, metric points or log records) for ` +
        `${EXPORTER}: ${WHY_DROPPED}.`,
      dashboard: telemetry,
      query: problems,
    }),
    alert({
      name: 'CollectorQueueFilling',
      severity: 'page',
      service,
      expr: query(`(${capacity} - ${size}) / (${growth} > 0) < ${THRESHOLD}`, `and ${size} / ${capacity} > 0.01`),
      threshold: { value: 4 * 3600, meaning: 'Seconds until a queue on disk is full, below which the alert fires' },
      for: '5m',
      summary: `The queue of ${INSTANCE} for ${EXPORTER} will be full in ${DURATION}`,
      description:
        `The backend behind ${EXPORTER} takes less data than arrives at ${INSTANCE}. At this pace the queue on disk will ` +
        `be full in ${DURATION}. Until then nothing is lost; after that, services keep what they have room for and drop ` +
        'the rest.',
      dashboard: telemetry,
      query: problems,
    }),
    alert({
      name: 'CollectorQueueFull',
      severity: 'page',
      service,
      expr: `${size} / ${capacity} > ${THRESHOLD}`,
      threshold: {
        value: 0.9,
        meaning: 'Share of a queue on disk that is used (0 to 1), above which the alert fires',
        most: 1,
      },
      for: '1m',
      summary: `The queue of ${INSTANCE} for ${EXPORTER} is ${SHARE} full`,
      description:
        `The backend behind ${EXPORTER} has been down or too slow for so long that the queue of ${INSTANCE} is ` +
        `${SHARE} full. When the queue is full, senders wait, and then drop what they have no room for.`,
      dashboard: telemetry,
      query: problems,
    }),
  ],
};
