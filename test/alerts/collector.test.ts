import { prove } from './support/prove.ts';
import { after, counter, gauge } from './support/values.ts';

const ofCollector = (instance: string) => `service_name="otelcol", service_instance_id="${instance}"`;
const COLLECTOR = ofCollector('otelcol');
const GATEWAY = 'service_name="otelcol_gateway", service_instance_id="otelcol_gateway"';
const uptime = `otelcol_process_uptime_seconds_total{${COLLECTOR}}`;
const refused = (items: string, receiver = 'otlp', collector = COLLECTOR) =>
  `otelcol_receiver_refused_${items}_total{${collector}, receiver="${receiver}", transport="grpc"}`;
/** What cannot be queued has no type of error. */
const failed = (items: string, exporter: string, errorType?: string) =>
  errorType === undefined
    ? `otelcol_exporter_enqueue_failed_${items}_total{${COLLECTOR}, exporter="${exporter}"}`
    : `otelcol_exporter_send_failed_${items}_total{${COLLECTOR}, exporter="${exporter}", error_type="${errorType}"}`;
const queue = (what: 'size' | 'capacity', exporter: string, data: string, instance = 'otelcol') =>
  `otelcol_exporter_queue_${what}{${ofCollector(instance)}, exporter="${exporter}", data_type="${data}"}`;

/** The queues for Loki of three Collectors, of which only that of the second has anything. */
const ofThree = (size: number | readonly [from: number, to: number], minutes: number) =>
  Object.fromEntries(
    ['collector-0', 'collector-1', 'collector-2'].flatMap((instance) => [
      [queue('size', 'otlp_http/loki', 'logs', instance), gauge([instance === 'collector-1' ? size : 0, minutes])],
      [queue('capacity', 'otlp_http/loki', 'logs', instance), gauge([1e9, minutes])],
    ]),
  );

const page = { severity: 'page', service: 'otelcol' };
const ticket = { severity: 'ticket', service: 'otelcol' };

/** Items of one signal are refused again and again, by the Collector or by the gateway in front of it. */
const refusing = (items: string, service = 'otelcol') => ({
  alert: 'CollectorRefusing',
  when: `${service} refuses ${items}, for 5 minutes`,
  series: {
    [refused(items, 'otlp', service === 'otelcol' ? COLLECTOR : GATEWAY)]: counter([0, 20], [40, 8], [0, 14]),
    [refused('spans', 'other')]: gauge([0, 42]),
  },
  silentAt: '25m',
  firingAt: '25m15s',
  resolvedAt: '31m',
  labels: { severity: 'ticket', service, receiver: 'otlp' },
  summary: `${service} refuses data`,
  description:
    `For 5 minutes ${service} has refused data, in the last 2 minutes 80 items (spans, metric points or log records): it ` +
    'is short of memory, or a queue is full. Senders try again while they have room, and then drop data.',
});

/** Items that are lost for the first time, which creates the counter. */
const dropping = (items: string, backend: string, why: string, errorType?: string) => ({
  alert: 'CollectorDropping',
  when: `${items} are lost: ${why}`,
  series: { [failed(items, `otlp_http/${backend}`, errorType)]: after(20, gauge([30, 30])) },
  silentAt: '19m45s',
  firingAt: '20m',
  resolvedAt: '30m15s',
  labels: { ...ticket, exporter: `otlp_http/${backend}`, error_type: errorType ?? 'not_queued' },
  summary: `The Collector lost 30 items on the way to otlp_http/${backend}`,
  description:
    'In the last 10 minutes the Collector lost 30 items (spans, metric points or log records) for ' +
    `otlp_http/${backend}: ${why}.`,
});
const NOT_QUEUED = 'the Collector could not write them to its queue on disk';

prove(
  'collector',
  {
    alert: 'CollectorDown',
    when: 'no metric of the Collector has arrived for 2 minutes',
    series: { [uptime]: `${counter([60, 5])} _x16 ${counter([60, 5])}` },
    // The last sample is that of 4m45s.
    silentAt: '6m30s',
    firingAt: '6m45s',
    resolvedAt: '9m',
    labels: { ...page, service_name: 'otelcol' },
    summary: 'The Collector sends nothing',
    description:
      'Prometheus has had no metric of the Collector for 2 minutes, so no telemetry passes through it. Each service ' +
      'keeps up to 16384 spans and 16384 log lines, and then drops the rest. Alerts that need metrics cannot fire.',
  },
  {
    alert: 'CollectorDown',
    when: 'it restarts, which takes a minute and a half',
    series: { [uptime]: `${counter([60, 5])} _x6 ${counter([60, 5])}` },
    silentUntil: '11m',
  },
  refusing('spans'),
  refusing('metric_points'),
  refusing('log_records'),
  refusing('spans', 'otelcol_gateway'),
  {
    alert: 'CollectorRefusing',
    when: 'it refuses nothing, a gateway starts before the Collectors behind it, or other programs refuse data',
    series: {
      [refused('spans')]: gauge([0, 40]),
      [refused('spans', 'otlp', GATEWAY)]: counter([600, 2], [0, 38]),
      [refused('spans', 'otlp', 'service_name="other"')]: counter([60, 40]),
    },
    silentUntil: '40m',
  },
  dropping('spans', 'jaeger', 'the backend answered 404, because its URL is wrong', 'Unimplemented'),
  dropping(
    'metric_points',
    'prometheus',
    'the backend answered 400, because it does not accept the data',
    'InvalidArgument',
  ),
  dropping(
    'log_records',
    'loki',
    'the backend answered 401, because the credentials are wrong or missing',
    'Unauthenticated',
  ),
  dropping(
    'log_records',
    'loki',
    'the backend answered 403, because the credentials give no right to write, or the tenant is wrong',
    'PermissionDenied',
  ),
  dropping('spans', 'jaeger', 'the backend refused them for good (Unknown)', 'Unknown'),
  dropping('spans', 'jaeger', NOT_QUEUED),
  dropping('metric_points', 'prometheus', NOT_QUEUED),
  dropping('log_records', 'loki', NOT_QUEUED),
  {
    alert: 'CollectorDropping',
    when: 'nothing is lost, or a gateway cannot send data that its sender keeps',
    series: {
      [failed('spans', 'otlp_http/jaeger', 'Unknown')]: gauge([0, 40]),
      'otelcol_exporter_send_failed_spans_total{service_name="otelcol_gateway", exporter="load_balancing/traces"}':
        counter([60, 40]),
    },
    silentUntil: '40m',
  },
  {
    alert: 'CollectorQueueFilling',
    when: 'a queue will be full within 4 hours, for 5 minutes',
    series: {
      [queue('size', 'otlp_http/loki', 'logs')]: gauge([0, 10], [[0, 3e8], 45], [[3e8, 0], 5]),
      [queue('capacity', 'otlp_http/loki', 'logs')]: gauge([1e9, 60]),
      [queue('size', 'otlp_http/jaeger', 'traces')]: gauge([0, 60]),
      [queue('capacity', 'otlp_http/jaeger', 'traces')]: gauge([1e9, 60]),
    },
    silentAt: '20m30s',
    firingAt: '20m45s',
    resolvedAt: '57m',
    labels: { ...page, service_instance_id: 'otelcol', exporter: 'otlp_http/loki', data_type: 'logs' },
    summary: 'The queue of otelcol for otlp_http/loki will be full in 2h 19m 15s',
    description:
      'The backend behind otlp_http/loki takes less data than arrives at otelcol. At this pace the queue on disk will ' +
      'be full in 2h 19m 15s. Until then nothing is lost; after that, services keep what they have room for and drop the ' +
      'rest.',
  },
  {
    alert: 'CollectorQueueFilling',
    when: 'a queue grows slowly, is almost empty, is emptied again, or shrinks',
    series: {
      [queue('size', 'otlp_http/loki', 'logs')]: gauge([[1e8, 2e8], 60]),
      [queue('capacity', 'otlp_http/loki', 'logs')]: gauge([1e9, 60]),
      [queue('size', 'otlp_http/jaeger', 'traces')]: gauge([0, 10], [[0, 9e6], 2], [0, 48]),
      [queue('capacity', 'otlp_http/jaeger', 'traces')]: gauge([1e9, 60]),
      [queue('size', 'otlp_http/prometheus', 'metrics')]: gauge([5e8, 5], [[5e8, 0], 55]),
      [queue('capacity', 'otlp_http/prometheus', 'metrics')]: gauge([1e9, 60]),
    },
    silentUntil: '60m',
  },
  {
    alert: 'CollectorQueueFull',
    when: 'a queue has been more than 90 % full for a minute',
    series: {
      [queue('size', 'otlp_http/prometheus', 'metrics')]: gauge([9e8, 5], [9.5e8, 3], [8e8, 2]),
      [queue('capacity', 'otlp_http/prometheus', 'metrics')]: gauge([1e9, 10]),
      [queue('size', 'otlp_http/jaeger', 'traces')]: gauge([9e8, 10]),
      [queue('capacity', 'otlp_http/jaeger', 'traces')]: gauge([1e9, 10]),
    },
    silentAt: '5m45s',
    firingAt: '6m',
    resolvedAt: '8m',
    labels: { ...page, service_instance_id: 'otelcol', exporter: 'otlp_http/prometheus', data_type: 'metrics' },
    summary: 'The queue of otelcol for otlp_http/prometheus is 95% full',
    description:
      'The backend behind otlp_http/prometheus has been down or too slow for so long that the queue of otelcol is 95% ' +
      'full. When the queue is full, senders wait, and then drop what they have no room for.',
  },
  {
    alert: 'CollectorQueueFull',
    when: 'the queue of one Collector of three is full',
    series: ofThree(1e9, 10),
    firingAt: '1m',
    labels: { ...page, service_instance_id: 'collector-1', exporter: 'otlp_http/loki', data_type: 'logs' },
    summary: 'The queue of collector-1 for otlp_http/loki is 100% full',
    description:
      'The backend behind otlp_http/loki has been down or too slow for so long that the queue of collector-1 is 100% ' +
      'full. When the queue is full, senders wait, and then drop what they have no room for.',
  },
  {
    alert: 'CollectorQueueFilling',
    when: 'the queue of one Collector of three grows',
    series: ofThree([0, 4e8], 40),
    firingAt: '30m',
    labels: { ...page, service_instance_id: 'collector-1', exporter: 'otlp_http/loki', data_type: 'logs' },
    summary: 'The queue of collector-1 for otlp_http/loki will be full in 1h 10m 0s',
    description:
      'The backend behind otlp_http/loki takes less data than arrives at collector-1. At this pace the queue on disk will ' +
      'be full in 1h 10m 0s. Until then nothing is lost; after that, services keep what they have room for and drop the ' +
      'rest.',
  },
);
