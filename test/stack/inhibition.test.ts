import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Labels } from '@triptych/client/alertmanager';
import { Alertmanager } from './support/alertmanager.ts';
import { Receivers } from './support/receivers.ts';
import { until } from './support/until.ts';

type Alert = Labels & { readonly alertname: string };

const alert =
  (severity: string) =>
  (alertname: string, service: string, more: Labels = {}): Alert => ({
    alertname,
    severity,
    service,
    ...more,
  });
const page = alert('page');
const ticket = alert('ticket');

const userErrors = page('UserSvcErrorBudgetBurn', 'user_svc', { slo: 'user_svc_availability' });
const userLatency = page('UserSvcLatencyBudgetBurn', 'user_svc', { slo: 'user_svc_latency' });
const imageErrors = page('ImageSvcErrorBudgetBurn', 'image_svc', { slo: 'image_svc_availability' });
const jobAge = page('JobAgeBudgetBurn', 'job_svc', { slo: 'job_svc_age' });
const jobSuccess = page('JobSuccessBudgetBurn', 'job_svc', { slo: 'job_svc_success' });
const oldest = page('OldestJobTooOld', 'job_svc');
const backlog = ticket('QueueBacklog', 'job_svc');
const deadLetters = ticket('DeadLetters', 'job_svc');
const dropping = (exporter: string) => ticket('CollectorDropping', 'otelcol', { exporter });
const queue = (name: string, exporter: string) => page(name, 'otelcol', { exporter, data_type: 'logs' });

const cases: readonly [what: string, cause: Alert, silenced: readonly Alert[], notified: readonly Alert[]][] = [
  [
    'an objective whose budget burns fast silences its own ticket, and not that of another objective',
    jobAge,
    [{ ...jobAge, severity: 'ticket' }],
    [{ ...jobSuccess, severity: 'ticket' }],
  ],
  [
    'a service that is down silences its other alerts, and not those of other services',
    page('ServiceDown', 'user_svc'),
    [userErrors, userLatency, page('ServiceRestarting', 'user_svc'), ticket('HighMemoryUsage', 'user_svc')],
    [page('ServiceDown', 'image_svc')],
  ],
  [
    'a service that restarts again and again silences its failures, and not those of others',
    page('ServiceRestarting', 'user_svc'),
    [userErrors, ticket('ContainerRestarting', 'user_svc')],
    [imageErrors, ticket('ContainerOOMKilled', 'user_svc')],
  ],
  [
    'job_svc that is down silences its callers and the queue',
    page('ServiceDown', 'job_svc'),
    [userErrors, userLatency, jobAge, jobSuccess, backlog, oldest],
    [imageErrors],
  ],
  [
    'a PostgreSQL that is away silences all that needs the queue',
    page('QueueUnavailable', 'postgres'),
    [
      ...[userErrors, userLatency, jobAge, jobSuccess, backlog, oldest],
      // Pods that are not ready, which get no requests in a cluster.
      ...['job_svc', 'user_svc'].flatMap((service) => [
        ticket('ReplicasMissing', service),
        page('ServiceDown', service),
      ]),
    ],
    [imageErrors, ticket('ReplicasMissing', 'image_svc')],
  ],
  [
    'image_svc that is down silences the jobs that wait for it',
    page('ServiceDown', 'image_svc'),
    [jobAge, jobSuccess, backlog, oldest, deadLetters, imageErrors],
    [userErrors],
  ],
  [
    'conversions that fail silence the jobs that fail with them, and the objectives of both',
    page('ConversionsFailing', 'image_svc', { format_out: 'avif' }),
    [imageErrors, jobAge, jobSuccess, backlog, oldest, deadLetters],
    [ticket('ConvertersDying', 'image_svc')],
  ],
  ['jobs that wait too long cause one notification', oldest, [jobAge, backlog], [jobSuccess]],
  [
    'converters that die cause one notification, although conversions lack them',
    ticket('ConvertersDying', 'image_svc'),
    [ticket('ConverterPoolSaturated', 'image_svc')],
    [ticket('ConversionsSlow', 'image_svc')],
  ],
  [
    'a Collector that is down silences the missing signals of the services',
    page('CollectorDown', 'otelcol'),
    ['MetricsMissing', 'TracesMissing', 'LogsMissing', 'TelemetryDropped'].map((name) => ticket(name, 'user_svc')),
    [page('ServiceDown', 'user_svc')],
  ],
  [
    'a full queue of the Collector silences the alert that it fills, and not that of another queue',
    queue('CollectorQueueFull', 'otlp_http/loki'),
    [
      queue('CollectorQueueFilling', 'otlp_http/loki'),
      ticket('CollectorRefusing', 'otelcol'),
      ticket('TelemetryDropped', 'job_svc'),
    ],
    [queue('CollectorQueueFilling', 'otlp_http/jaeger')],
  ],
  [
    'a backend that is down silences the losses on the way to it, and no page',
    ticket('BackendDown', 'loki'),
    [ticket('BackendSlow', 'loki'), dropping('otlp_http/loki')],
    [ticket('BackendSlow', 'jaeger'), dropping('otlp_http/jaeger'), queue('CollectorQueueFilling', 'otlp_http/loki')],
  ],
  [
    'high memory use silences the alert that it grows',
    ticket('HighMemoryUsage', 'image_svc'),
    [ticket('MemoryGrowing', 'image_svc'), ticket('ContainerMemoryNearLimit', 'image_svc')],
    [ticket('MemoryGrowing', 'user_svc')],
  ],
  [
    'a full volume silences the alert that it fills, and not that of another volume',
    page('VolumeAlmostFull', 'loki', { k8s_pod_name: 'loki-0', k8s_volume_name: 'data' }),
    [ticket('VolumeFilling', 'loki', { k8s_pod_name: 'loki-0', k8s_volume_name: 'data' })],
    [ticket('VolumeFilling', 'jaeger', { k8s_pod_name: 'jaeger-0', k8s_volume_name: 'data' })],
  ],
];

/** What distinguishes an alert from others in a message. */
const nameOf = ({ alertname, service, severity, exporter = '' }: Alert) =>
  [severity, alertname, service, exporter].join(' ').trim();

describe('one cause sends one notification', { concurrency: 4 }, () => {
  for (const [what, cause, silenced, notified] of cases) {
    it(what, async () => {
      await using receivers = await Receivers.open();
      await using alertmanager = await Alertmanager.start(receivers);
      await alertmanager.post(...[cause, ...silenced, ...notified].map((labels) => ({ labels })));
      const expected = [cause, ...notified].map(nameOf).sort();

      const messages = new Set<string>();
      while (messages.size < expected.length)
        for (const { labels } of (await receivers.webhook.next()).alerts) messages.add(nameOf(labels as Alert));
      const known = await until(
        'alerts that are all looked at',
        () => alertmanager.alerts(),
        (alerts) => alerts.every(({ status }) => status.state !== 'unprocessed'),
      );
      const quiet = known.filter(({ status }) => status.state === 'suppressed');
      assert.deepEqual(quiet.map(({ labels }) => nameOf(labels as Alert)).sort(), silenced.map(nameOf).sort());
      assert.deepEqual([...messages].sort(), expected);
    });
  }
});
