import { PARTS, type PartEntry, type PartName, type ServiceName } from '@triptych/parts';
import { type Static, Type } from 'typebox';
import { Create } from 'typebox/value';
import versions from '../../backends/versions.json' with { type: 'json' };
import manifest from '../../package.json' with { type: 'json' };
import {
  annotations,
  choice,
  duration,
  flag,
  group,
  labels,
  list,
  map,
  persistence,
  podSettings,
  replicated,
  text,
  whole,
} from './settings.ts';

type Image = {
  [K in keyof typeof versions]: (typeof versions)[K] extends { image: string } ? K : never;
}[keyof typeof versions];

/** An image of versions.json. Its registry is empty where that is Docker Hub, the default. */
function upstream(name: Image): { repository: string; tag: string; registry: string } {
  const { image } = versions[name];
  const [, registry = '', repository = '', tag = ''] = /^([^/]+)\/(.+):([^:]+)$/.exec(image) ?? [];
  return { registry: registry === 'docker.io' ? '' : registry, repository, tag };
}

const sizes = ({ cpu, memoryMiB, memoryLimitMiB }: PartEntry['resources']) => ({
  requests: { cpu, memory: `${memoryMiB}Mi` },
  limits: { memory: `${memoryLimitMiB}Mi` },
});

const service = (name: ServiceName) => podSettings({ repository: `triptych/${name}` }, sizes(PARTS[name].resources));
const backend = (image: Image, part: PartName) => podSettings(upstream(image), sizes(PARTS[part].resources));
const withoutImage = ({ image: _, ...rest }: ReturnType<typeof podSettings>) => rest;
const mode = (what: string) =>
  choice(
    `${what}: bundled in this release, external (yours), or disabled.`,
    ['bundled', 'external', 'disabled'],
    'bundled',
  );

/** Every value of the chart: the source of values.yaml and values.schema.json. */
export const Values = group('Values of the Triptych chart.', {
  image: group('Images of the three services and of the command.', {
    registry: text('Where all images come from.', 'docker.io'),
    tag: text('Version of the images of Triptych.', manifest.version),
    pullPolicy: choice('When an image is pulled.', ['IfNotPresent', 'Always', 'Never'], 'IfNotPresent'),
    pullSecrets: list<{ name: string }>('Secrets for a private registry, as {name}.'),
  }),
  commonLabels: labels('Labels of every object.'),
  priorityClassName: text('Priority of all pods, for parts that do not say their own.'),
  logLevel: choice('Least severity of log lines of the services.', ['debug', 'info', 'warn', 'error'], 'info'),
  environment: text('deployment.environment.name of all telemetry.', 'production'),
  faultInjection: group('Faults that the services make on request, for drills.', {
    enabled: flag('Only where environment is `development`: elsewhere the services refuse to start with it.'),
  }),
  alerts: group('Where the links of alerts lead.', {
    grafanaUrl: text('How people reach Grafana.', 'http://localhost:3000', { pattern: '^https?://' }),
    runbooksUrl: text(
      'Where the pages of docs/runbooks are; by default the folder in the repository.',
      'docs/runbooks',
    ),
  }),
  nodePorts: group('The ports of the README on every node, which kind-config.yaml maps to localhost.', {
    enabled: flag('For kind. One release of a cluster can have them.'),
  }),
  networkPolicy: group('Denies all traffic but the edges of the architecture, in both directions.', {
    enabled: flag('Needs a CNI that enforces it.', true),
    from: list('Peers that may reach user_svc and the pages of the backends, as in a NetworkPolicy.'),
  }),

  userSvc: group('The public API.', {
    ...service('user_svc'),
    ...replicated(2, 6, 75),
    maxPictureBytes: whole('Largest upload.', 25 * 1024 * 1024, 1),
    pictureRetentionSeconds: whole('How long pictures are kept.', 86_400, 60),
  }),
  jobSvc: group('The durable queue.', {
    ...service('job_svc'),
    ...replicated(2, 6, 60),
    concurrency: whole('Jobs at a time, of each pod.', 4, 1),
    retryLimit: whole('Attempts after the first.', 5),
    retentionSeconds: whole('How long finished jobs are kept.', 86_400, 60),
  }),
  imageSvc: group('The conversions.', {
    ...service('image_svc'),
    ...replicated(2, 8, 45),
    poolSize: whole('Converter processes of each pod.', 2, 1),
    converterMemoryBytes: whole(
      'Memory at which a converter is killed; poolSize of them fit the limit.',
      384 * 1024 * 1024,
      128 * 1024 * 1024,
    ),
    conversionDeadlineSeconds: whole('Longest conversion.', 10, 1),
  }),
  ingress: group('An Ingress for user_svc.', {
    enabled: flag('Make one.'),
    className: text('Controller.'),
    annotations: annotations('Of the Ingress.'),
    host: text('Name; empty: every name.'),
    tlsSecret: text('Secret with the certificate of the host.'),
  }),
  httpRoute: group('An HTTPRoute of the Gateway API for user_svc.', {
    enabled: flag('Make one.'),
    parentRefs: list('Gateways, as in an HTTPRoute.'),
    hostnames: Type.Unsafe<string[]>({ type: 'array', items: { type: 'string' }, default: [], description: 'Names.' }),
  }),

  postgres: group('The database of the queue.', {
    ...backend('postgres', 'postgres'),
    mode: choice('bundled in this release, or external (yours).', ['bundled', 'external'], 'bundled'),
    existingSecret: text('A Secret with `password` for the bundled, or `url` (postgres://…) for yours.'),
    ...persistence('2Gi', 'the queue'),
  }),
  objectStore: group('Where pictures are kept: any store that speaks S3.', {
    ...backend('seaweedfs', 'object_store'),
    mode: choice('bundled (SeaweedFS), or external (yours).', ['bundled', 'external'], 'bundled'),
    bucket: text('Bucket; it is made when it is missing and may be.', 'triptych'),
    endpoint: text('Of an external store that is not AWS.'),
    region: text('Region.', 'us-east-1'),
    existingSecret: text(
      'A Secret with `access-key-id` and `secret-access-key`. External without: the identity of the service account.',
    ),
    ...persistence('10Gi', 'pictures'),
  }),

  collector: group('The OpenTelemetry Collector.', {
    ...backend('otelcol', 'otelcol'),
    memoryLimitMiB: whole('At which it refuses data for a moment: four fifths of the limit of the container.', 320, 50),
    queueBytes: whole('Of the queue on disk of each backend.', 1_073_741_824, 1_048_576),
    ...persistence('5Gi', 'what backends have not taken yet'),
    kubernetes: group('What it adds about the cluster.', {
      enabled: flag('Names of pods and nodes on all telemetry; use of pods and volumes; state of workloads.', true),
      events: flag('Events of the namespace as log lines.'),
      kubeletInsecureSkipVerify: flag('Kubelets mostly have certificates that the cluster has not signed.', true),
      agent: group('A Collector on every node, which asks its kubelet. Its image is that of the Collector.', {
        ...withoutImage(backend('otelcol', 'otelcol_agent')),
        memoryLimitMiB: whole('As above.', 128, 50),
      }),
    }),
    gateway: group('More Collectors in front, which send all spans of a trace to the same one behind.', {
      enabled: flag('Then there are `replicas` behind.'),
      gatewayReplicas: whole('Collectors in front. Their image is that of the Collector.', 2, 1),
      replicas: whole('Collectors behind, with queue and span metrics.', 2, 1),
      ...withoutImage(backend('otelcol', 'otelcol_gateway')),
      memoryLimitMiB: whole('As above.', 200, 50),
    }),
    tailSampling: group('Keeps some traces. Span metrics and the service graph still count all.', {
      enabled: flag('Without, every trace is kept.'),
      keepPercent: whole('Of the traces that are neither slow nor with an error; those are always kept.', 10, 0, {
        maximum: 100,
      }),
      slowMilliseconds: whole('From which on a trace is slow.', 1000, 1),
    }),
  }),
  jaeger: group('Traces.', {
    ...backend('jaeger', 'jaeger'),
    mode: mode('Jaeger'),
    otlpEndpoint: text('Of an external one: HOST:PORT that takes OTLP over HTTP.'),
    queryUrl: text('Of an external one: its API and pages.'),
    retention: text(
      'How long spans are kept, in hours, minutes or seconds; Elasticsearch deletes none by itself.',
      '168h',
      {
        pattern: '^([0-9]+[hms])+$',
      },
    ),
    storage: group('Where spans are kept.', {
      type: choice(
        'On the volume, or in your Elasticsearch or Cassandra.',
        ['badger', 'elasticsearch', 'cassandra'],
        'badger',
      ),
      url: text('Of Elasticsearch: http(s)://HOST:PORT; of Cassandra: HOST. Several with commas between them.'),
      indexPrefix: text('Elasticsearch: of the indices.', 'triptych'),
      keyspace: text('Cassandra: made when it is missing.', 'jaeger_v1_triptych'),
      datacenter: text('Cassandra: of the keyspace, and the one to talk to.', 'dc1'),
      replicationFactor: whole('Cassandra: of a keyspace that is made.', 3, 1),
      tls: flag('Cassandra: talk TLS.'),
      existingSecret: text('A Secret with `username` and `password` for it.'),
    }),
    ...persistence('10Gi', 'spans'),
  }),
  loki: group('Logs.', {
    ...backend('loki', 'loki'),
    mode: mode('Loki'),
    otlpEndpoint: text('Of an external one: URL up to and with /otlp.'),
    queryUrl: text('Of an external one: its API.'),
    retention: duration('How long lines are kept, 24h at least.', '168h'),
    storage: group('Where chunks are kept.', {
      type: choice('On the volume, or in S3.', ['filesystem', 's3'], 'filesystem'),
      endpoint: text('Of a store that is not AWS: http(s)://HOST:PORT.'),
      region: text('Region.', 'us-east-1'),
      bucket: text('Bucket; it must be there.'),
      existingSecret: text('A Secret with `access-key-id` and `secret-access-key`. Without: the service account.'),
    }),
    ...persistence('10Gi', 'log lines'),
  }),
  prometheus: group('Metrics.', {
    ...backend('prometheus', 'prometheus'),
    mode: choice(
      'Prometheus: bundled in this release; operator: yours, which the Prometheus Operator runs; external (yours), or disabled.',
      ['bundled', 'operator', 'external', 'disabled'],
      'bundled',
    ),
    otlpEndpoint: text('Of one of yours: URL up to and with /otlp.'),
    queryUrl: text('Of one of yours: its API.'),
    operatorLabels: labels(
      'Labels by which the operator selects PrometheusRule, ServiceMonitor and AlertmanagerConfig.',
    ),
    retention: group('What is kept, whichever ends first.', {
      time: duration('For how long; error budgets look back 30 days.', '31d'),
      size: text('How much.', '8GB', { pattern: '^[0-9]+(B|KB|MB|GB|TB)$' }),
    }),
    remoteWrite: list('Where samples go as well, as remote_write of Prometheus.'),
    remoteWriteSecret: text('A Secret for remoteWrite; its files are in /etc/prometheus/remote-write.'),
    ...persistence('10Gi', 'samples'),
  }),
  alertmanager: group('Alerts.', {
    ...backend('alertmanager', 'alertmanager'),
    mode: mode('Alertmanager'),
    address: text('Of an external one: HOST:PORT.'),
    existingSecret: text('A Secret with what `receivers` need.'),
    receivers: group('Who is told of alerts; by default nobody, and they are on the page alone. See docs/staging.md.', {
      pagerduty: group('PagerDuty.', { enabled: flag('Pages go there, with the key `pagerduty_routing_key`.') }),
      slack: group('Slack.', {
        enabled: flag('Pages and tickets go to `slack_api_url`, an incoming webhook.'),
        channel: text('In place of the channel of the webhook, where Slack allows that.'),
      }),
      email: group('E-mail; when it has `to`, `from` and `smarthost`.', {
        to: text('Who gets tickets; several with commas between them.'),
        from: text('Sender.'),
        smarthost: text('HOST:PORT that takes mail.', '', { pattern: '^([^:]+:[0-9]+)?$' }),
        username: text('With one, `email_password` is needed.'),
        requireTls: flag('Refuse to send in the clear.', true),
      }),
      webhook: group('A program of yours.', {
        enabled: flag("Pages and tickets go to `webhook_url`, as Alertmanager's JSON."),
      }),
      watchdog: group("A dead man's switch: raises an alarm when it hears nothing.", {
        enabled: flag('Every minute `watchdog_url` is told that alerts are delivered.'),
      }),
    }),
    ...persistence('1Gi', 'silences and what was notified'),
  }),
  grafana: group('Everything seen together.', {
    ...backend('grafana', 'grafana'),
    mode: choice('bundled in this release, or disabled.', ['bundled', 'disabled'], 'bundled'),
    existingSecret: text(
      'A Secret with `admin-password`. Without, one is made. Grafana reads it at its first start alone.',
    ),
    ...persistence('1Gi', 'what people change in Grafana', false),
  }),
  kubeStateMetrics: group('The state of workloads as metrics.', {
    ...backend('kube-state-metrics', 'kube_state_metrics'),
    mode: choice('bundled in this release, or disabled.', ['bundled', 'disabled'], 'bundled'),
  }),
  test: group('What `helm test` runs.', {
    ...podSettings({ repository: 'triptych/cli' }, sizes({ cpu: '50m', memoryMiB: 96, memoryLimitMiB: 192 })),
    timeoutSeconds: whole('How long signals may take to arrive.', 120, 1),
  }),
  global: map('Of a chart around this one; not used.'),
});
export type Values = Static<typeof Values>;

/** The default values. */
export const defaults = (): Values => Create(Values) as Values;
