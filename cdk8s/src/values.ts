import { ServiceObjectives } from '@triptych/objectives';
import { PARTS, type PartEntry, type PartName, type ServiceName } from '@triptych/parts';
import { type Static, Type } from 'typebox';
import { Create } from 'typebox/value';
import versions from '../../backends/versions.json' with { type: 'json' };
import { entranceSettings } from './entrance-settings.ts';
import { ALERT_NAMES, THRESHOLDS } from './monitoring/alerts/index.ts';
import { otlpSettings } from './otlp-settings.ts';
import {
  annotations,
  choice,
  decimal,
  duration,
  flag,
  group,
  headers,
  labels,
  list,
  map,
  names,
  persistence,
  podSettings,
  replicated,
  TAG_OR_NONE,
  text,
  url,
  whole,
} from './settings.ts';

type Image = {
  [K in keyof typeof versions]: (typeof versions)[K] extends { image: string } ? K : never;
}[keyof typeof versions];

/** The parts of an image's name in versions.json. */
function upstream(name: Image): { repository: string; tag: string; registry: string } {
  const { image } = versions[name];
  const [, registry = '', repository = '', tag = ''] = /^([^/]+)\/(.+):([^:]+)$/.exec(image) ?? [];
  return { registry, repository, tag };
}

const sizes = ({ cpu, memoryMiB, memoryLimitMiB }: PartEntry['resources']) => ({
  requests: { cpu, memory: `${memoryMiB}Mi` },
  limits: { memory: `${memoryLimitMiB}Mi` },
});

const service = (name: ServiceName) => podSettings({ repository: name }, sizes(PARTS[name].resources), { uid: 1000 });
const backend = (image: Image, part: PartName, defaults: Parameters<typeof podSettings>[2]) =>
  podSettings(upstream(image), sizes(PARTS[part].resources), defaults);
const withoutImage = ({ image: _, ...rest }: ReturnType<typeof podSettings>) => rest;
const mode = (what: string) =>
  choice(
    `Where ${what} runs: bundled in this release, external, or disabled.`,
    ['bundled', 'external', 'disabled'],
    'bundled',
  );

/** A number for each alert that has a threshold. */
function thresholds() {
  const numbers = [...THRESHOLDS].map(
    ([alert, { value, meaning, most }]) => [alert, decimal(`${meaning}.`, value, most)] as const,
  );
  return group(
    'Thresholds by the name of the alert. Alerts that fire as soon as something happens, such as ServiceDown, have none; those on error budgets follow from objectives.',
    Object.fromEntries(numbers),
  );
}

/** What may begin the name of a Service. */
const NAME = { pattern: '^([a-z]([-a-z0-9]*[a-z0-9])?)?$' };

/** Every value of the chart: the source of values.yaml and values.schema.json. */
export const Values = group('Values of the Triptych chart.', {
  image: group('Images of the services and of the command.', {
    registry: text(
      'Registry of these images, with its path, such as `registry.example.com/triptych`; the chart of a release has that of the release.',
    ),
    tag: text('Version of these images; empty: the `appVersion` of the chart.', '', { pattern: TAG_OR_NONE }),
    pullPolicy: choice('Pull policy of all images.', ['IfNotPresent', 'Always', 'Never'], 'IfNotPresent'),
    pullSecrets: list<{ name: string }>('Secrets with the credentials of a private registry, each as `{name}`.'),
  }),
  caBundle: group(
    'Certificates in PEM of authorities that every part trusts, beside those of its image: a ConfigMap or a Secret.',
    {
      configMap: text('Name of a ConfigMap with the certificates.'),
      secret: text('Name of a Secret with the certificates.'),
      key: text('Key of the certificates in the ConfigMap or the Secret.', 'ca.crt'),
    },
  ),
  nameOverride: text('Text after the name of the release in the names of all objects; empty: none.', '', NAME),
  fullnameOverride: text('Text with which the names of all objects begin; empty: the name of the release.', '', NAME),
  commonLabels: labels('Additional labels of every object.'),
  priorityClassName: text('PriorityClass of the pods of every part that sets none; empty: the default of the cluster.'),
  logLevel: choice(
    'Lowest severity of the log lines that the services write.',
    ['debug', 'info', 'warn', 'error'],
    'info',
  ),
  environment: text('Name of the environment: `deployment.environment.name` of all telemetry.', 'production'),
  faultInjection: group('Faults that the services cause on request, for drills.', {
    enabled: flag(
      'Whether the services accept requests for faults; they refuse to start with it unless `environment` is `development`.',
    ),
  }),
  listenAddress: choice(
    'Address on which the programs listen; `::` for a cluster with IPv6 alone, or with both.',
    ['0.0.0.0', '::'],
    '0.0.0.0',
  ),
  alerts: group('Alerts: which of them exist, the thresholds at which they fire, and where their links lead.', {
    disabled: names('Names of alerts that this release does not have, such as `BackendSlow`.', ALERT_NAMES),
    thresholds: thresholds(),
    grafanaUrl: text('URL at which people reach Grafana; also its own root URL.', 'http://localhost:3000', {
      pattern: '^https?://',
    }),
    runbooksUrl: text('URL or path of the runbooks; by default their folder in the repository.', 'docs/runbooks'),
  }),
  services: Type.Array(ServiceObjectives, {
    description:
      'Objectives of services that send spans to the Collector and are not part of the release, each as `{name, availability, latency: {target, seconds}}`, such as `{name: checkout, availability: 0.999, latency: {target: 0.99, seconds: 0.5}}`; without an entry 0.99, and 0.95 within 1 s.',
    default: [],
  }),
  nodePorts: group('Node ports for the ports of the README, which kind-config.yaml maps to localhost.', {
    enabled: flag('Whether every node opens these ports, for kind; only one release in a cluster can have them.'),
  }),
  networkPolicy: group(
    'NetworkPolicies that deny all traffic, in both directions, except between parts that call each other.',
    {
      enabled: flag('Whether the NetworkPolicies exist; the network plugin of the cluster must enforce them.', true),
      from: list('Peers, as in a NetworkPolicy, that may reach all of the following but the Collector; empty: none.'),
      apiFrom: list('Peers that may reach user_svc, such as an ingress controller.'),
      pagesFrom: list('Peers that may reach pages and APIs of the backends, such as a Grafana outside of the release.'),
      monitoringFrom: list('Peers that may read metrics, such as a Prometheus outside of the release.'),
      telemetryFrom: list('Peers that may send telemetry to the Collector, without a token.'),
      otlpFrom: list(
        'Peers that may reach the receiver of `collector.otlp`; empty: everybody, because it wants a token.',
      ),
      dnsPorts: list('Ports of the DNS server of the cluster; on OpenShift 5353.', [
        { port: 53, protocol: 'UDP' },
        { port: 53, protocol: 'TCP' },
      ]),
      apiServerPorts: list('Ports of the Kubernetes API.', [
        { port: 443, protocol: 'TCP' },
        { port: 6443, protocol: 'TCP' },
      ]),
    },
  ),

  rbac: group('Access to the Kubernetes API, for names of pods and metrics of nodes and workloads.', {
    create: flag(
      'Whether the chart creates Roles, a ClusterRole and their bindings; otherwise somebody else does.',
      true,
    ),
  }),

  userSvc: group('user_svc, the public API.', {
    ...service('user_svc'),
    ...replicated(2, 6, 75),
    maxPictureBytes: whole('Size in bytes of the largest picture that can be uploaded.', 25 * 1024 * 1024, 1),
    pictureRetentionSeconds: whole('Seconds for which pictures are kept.', 86_400, 60),
  }),
  jobSvc: group('job_svc, the durable queue.', {
    ...service('job_svc'),
    ...replicated(2, 6, 60),
    concurrency: whole('Number of jobs that each pod works on at a time.', 4, 1),
    retryLimit: whole('Number of attempts at a job after the first.', 5),
    retentionSeconds: whole('Seconds for which finished jobs are kept.', 86_400, 60),
  }),
  imageSvc: group('image_svc, the conversions.', {
    ...service('image_svc'),
    ...replicated(2, 8, 45),
    poolSize: whole('Number of converter processes in each pod.', 2, 1),
    converterMemoryBytes: whole(
      'Memory in bytes at which a converter is killed; the memory limit of the container must hold `poolSize` of them.',
      384 * 1024 * 1024,
      128 * 1024 * 1024,
    ),
    conversionDeadlineSeconds: whole('Seconds after which a conversion is cancelled.', 10, 1),
  }),
  ...entranceSettings('the public API'),
  console: group('The console, a page that shows one request as three panels, and what happens now.', {
    ...service('console'),
    ...replicated(1, 3, 30),
    enabled: flag('Whether the release has the console.', true),
    access: choice(
      'Who may use the console: who has its `token`, who comes through a `proxy` that authenticates people, or everybody who reaches it (`open`).',
      ['token', 'proxy', 'open'],
      'token',
    ),
    existingSecret: text('Name of a Secret with `token`, for `access: token`; empty: the chart creates one.'),
    userHeader: text('Header in which the proxy of `access: proxy` sends the name of the user.', 'X-Forwarded-User', {
      pattern: '^[A-Za-z0-9-]+$',
    }),
    hosts: text(
      'Host names at which `access: open` answers, beside localhost, separated by commas: other pages of a browser cannot reach it under theirs.',
    ),
    jaegerUrl: text(
      'URL at which people reach the pages of Jaeger, for links; empty: none.',
      'http://localhost:16686',
      {
        pattern: '^(https?://.*)?$',
      },
    ),
    ...entranceSettings('the console'),
  }),

  postgres: group('PostgreSQL, the database of the queue.', {
    ...backend('postgres', 'postgres', { uid: 999 }),
    mode: choice('Where PostgreSQL runs: bundled in this release, or external.', ['bundled', 'external'], 'bundled'),
    existingSecret: text(
      'Name of a Secret with `password` (empty: the chart creates one where PostgreSQL is bundled), or with `url`, postgres://…, of an external PostgreSQL without `host`.',
    ),
    host: text('Host name of an external PostgreSQL; empty: the Secret has its `url`.'),
    port: whole('Port of the external PostgreSQL at `host`.', 5432, 1, { maximum: 65_535 }),
    user: text('User of the external PostgreSQL at `host`.', 'triptych'),
    database: text('Database in the external PostgreSQL at `host`.', 'triptych'),
    sslMode: choice(
      'TLS to the external PostgreSQL at `host`: with its certificate and host name verified, not verified, or no TLS.',
      ['verify-full', 'no-verify', 'disable'],
      'verify-full',
    ),
    ...persistence('2Gi', 'the queue'),
  }),
  objectStore: group('Store of the pictures: any store with an S3 API.', {
    ...backend('seaweedfs', 'object_store', { uid: 1000 }),
    mode: choice(
      'Where the store runs: bundled (SeaweedFS) in this release, or external.',
      ['bundled', 'external'],
      'bundled',
    ),
    bucket: text(
      'Bucket of the pictures; it is created if it does not exist and the credentials allow it.',
      'triptych',
    ),
    endpoint: text('URL of an external store; empty: Amazon S3.'),
    region: text('Region of the bucket.', 'us-east-1'),
    existingSecret: text(
      'Name of a Secret with `access-key-id` and `secret-access-key`; empty: the chart creates keys (bundled), or the identity of the ServiceAccount is used (external).',
    ),
    ...persistence('10Gi', 'pictures'),
  }),

  collector: group('The OpenTelemetry Collector.', {
    ...backend('otelcol', 'otelcol', { uid: 10001 }),
    memoryLimitMiB: whole(
      'Memory in MiB at which this Collector refuses new data; four fifths of the memory limit of the container.',
      320,
      50,
    ),
    queueBytes: whole('Size in bytes of the queue on disk for each backend.', 1_073_741_824, 1_048_576),
    ...persistence('5Gi', 'data that the backends have not taken yet'),
    otlp: otlpSettings,
    kubernetes: group('Telemetry of the cluster.', {
      enabled: flag(
        'Whether the Collector adds names of pods and nodes to all telemetry and collects the use of pods and volumes and the state of workloads.',
        true,
      ),
      events: flag('Whether events of the namespace become log lines.'),
      kubeletInsecureSkipVerify: flag(
        'Whether certificates of kubelets are accepted without verification; most clusters do not sign them.',
        true,
      ),
      agent: group('Collector on every node, which reads the kubelet of its node. It has the image of the Collector.', {
        ...withoutImage(backend('otelcol', 'otelcol_agent', { uid: 10001, tolerations: [{ operator: 'Exists' }] })),
        memoryLimitMiB: whole(
          'Memory in MiB at which this Collector refuses new data; four fifths of the memory limit of the container.',
          128,
          50,
        ),
      }),
    }),
    gateway: group('Collectors in front of the others, which send all spans of a trace to the same Collector behind.', {
      enabled: flag('Whether there are Collectors in front, and `replicas` Collectors behind instead of one.'),
      gatewayReplicas: whole('Number of Collectors in front. They have the image of the Collector.', 2, 1),
      replicas: whole('Number of Collectors behind, which have the queues and compute span metrics.', 2, 1),
      ...withoutImage(backend('otelcol', 'otelcol_gateway', { uid: 10001 })),
      memoryLimitMiB: whole(
        'Memory in MiB at which this Collector refuses new data; four fifths of the memory limit of the container.',
        200,
        50,
      ),
    }),
    tailSampling: group(
      'Sampling of whole traces, see docs/sampling.md. Span metrics and the service graph count all of them.',
      {
        enabled: flag('Whether only a share of the traces is kept; otherwise every trace is.'),
        keepPercent: whole(
          'Percentage that is kept of the traces without an error that are not slow; all others are kept.',
          10,
          0,
          {
            maximum: 100,
          },
        ),
        slowMilliseconds: whole('Duration in milliseconds above which a trace is slow.', 1000, 1),
        waitSeconds: whole(
          'Seconds for which spans of a trace are collected, in memory, before it is judged; a trace that takes longer is judged in parts.',
          15,
          1,
        ),
      },
    ),
  }),
  jaeger: group('Jaeger, the backend of traces.', {
    ...backend('jaeger', 'jaeger', { uid: 10001 }),
    mode: mode('Jaeger'),
    otlpEndpoint: text(
      'URL of an external Jaeger that accepts OTLP over HTTP, or its HOST:PORT, for http. The path /v1/traces is added.',
    ),
    queryUrl: url('URL of the API and pages of an external Jaeger.'),
    ...headers('Jaeger'),
    retention: text(
      'Time for which spans are kept, such as `168h`, in hours, minutes or seconds; Elasticsearch deletes none by itself.',
      '168h',
      {
        pattern: '^([0-9]+[hms])+$',
      },
    ),
    storage: group('Storage of the spans.', {
      type: choice(
        'Kind of storage: `badger` on the volume, or an existing Elasticsearch or Cassandra.',
        ['badger', 'elasticsearch', 'cassandra'],
        'badger',
      ),
      url: text(
        'Addresses of Elasticsearch, http(s)://HOST:PORT, or of Cassandra, HOST; several are separated by commas.',
      ),
      indexPrefix: text('Prefix of the indices in Elasticsearch.', 'triptych'),
      keyspace: text('Keyspace in Cassandra; it is created if it does not exist.', 'jaeger_v1_triptych'),
      datacenter: text('Datacenter of Cassandra that holds the keyspace and is connected to.', 'dc1'),
      replicationFactor: whole('Replication factor in Cassandra of a keyspace that is created.', 3, 1),
      tls: flag('Whether connections to Cassandra use TLS.'),
      existingSecret: text('Name of a Secret with `username` and `password` of the storage; empty: no credentials.'),
    }),
    ...persistence('10Gi', 'spans'),
  }),
  loki: group('Loki, the backend of logs.', {
    ...backend('loki', 'loki', { uid: 10001 }),
    mode: mode('Loki'),
    otlpEndpoint: url('URL of an external Loki for OTLP, up to and including /otlp.'),
    queryUrl: url('URL of the API of an external Loki.'),
    ...headers('Loki'),
    retention: duration('Time for which lines are kept, such as `168h`; at least 24h.', '168h'),
    storage: group('Storage of the log lines.', {
      type: choice(
        'Kind of storage: `filesystem` on the volume, or a bucket of S3.',
        ['filesystem', 's3'],
        'filesystem',
      ),
      endpoint: text('URL of the store, http(s)://HOST:PORT; empty: Amazon S3.'),
      region: text('Region of the bucket.', 'us-east-1'),
      bucket: text('Bucket of the log lines; it must exist.'),
      existingSecret: text(
        'Name of a Secret with `access-key-id` and `secret-access-key`; empty: the identity of the ServiceAccount is used.',
      ),
    }),
    ...persistence('10Gi', 'log lines'),
  }),
  prometheus: group('Prometheus, the backend of metrics.', {
    ...backend('prometheus', 'prometheus', { uid: 65534 }),
    mode: choice(
      'Where Prometheus runs: bundled in this release, under an existing Prometheus Operator, external, or disabled.',
      ['bundled', 'operator', 'external', 'disabled'],
      'bundled',
    ),
    otlpEndpoint: url('URL of an external Prometheus, or one of the operator, for OTLP, up to and including /otlp.'),
    queryUrl: url('URL of the API of an external Prometheus, or one of the operator.'),
    ...headers('Prometheus'),
    operatorLabels: labels(
      'Labels by which the operator selects PrometheusRule, ServiceMonitor and AlertmanagerConfig objects.',
    ),
    retention: group('Retention of samples, by age and by size, whichever is reached first.', {
      time: duration('Time for which samples are kept, such as `31d`; error budgets need 30 days.', '31d'),
      size: text('Size on disk up to which samples are kept.', '8GB', { pattern: '^[0-9]+(B|KB|MB|GB|TB)$' }),
    }),
    externalLabels: annotations(
      'Labels of all samples and alerts that leave Prometheus, which tell releases apart in a remote storage.',
    ),
    remoteWrite: list('Further destinations of samples, as `remote_write` of Prometheus.'),
    remoteWriteSecret: text('Name of a Secret for `remoteWrite`, mounted at /etc/prometheus/remote-write.'),
    ...persistence('10Gi', 'samples'),
  }),
  alertmanager: group('Alertmanager, which notifies people of alerts.', {
    ...backend('alertmanager', 'alertmanager', { uid: 65534 }),
    mode: mode('Alertmanager'),
    address: text('HOST:PORT of an external Alertmanager.'),
    existingSecret: text('Name of a Secret with the keys that the enabled `receivers` need.'),
    receivers: group(
      'Receivers of notifications, see docs/staging.md; by default none, and alerts are only on the page of Alertmanager.',
      {
        pagerduty: group('PagerDuty as a receiver.', {
          enabled: flag('Whether PagerDuty is notified of pages; needs the key `pagerduty_routing_key`.'),
        }),
        slack: group('Slack as a receiver.', {
          enabled: flag(
            'Whether Slack is notified of pages and tickets; needs the key `slack_api_url`, the URL of an incoming webhook.',
          ),
          channel: text('Channel to post to, where Slack allows that; empty: the channel of the webhook.'),
        }),
        email: group('E-mail as a receiver; enabled when `to`, `from` and `smarthost` are set.', {
          to: text('Addresses that get tickets, separated by commas.'),
          from: text('Address of the sender.'),
          smarthost: text('HOST:PORT of the mail server.', '', { pattern: '^([^:]+:[0-9]+)?$' }),
          username: text('User name at the mail server, which needs the key `email_password`; empty: no login.'),
          requireTls: flag('Whether mail is sent only over TLS.', true),
        }),
        webhook: group('A program as a receiver.', {
          enabled: flag(
            "Whether a program is notified of pages and tickets, as Alertmanager's JSON; needs the key `webhook_url`.",
          ),
        }),
        watchdog: group("A dead man's switch, which raises an alarm when notifications stop.", {
          enabled: flag('Whether the switch is notified every minute; needs the key `watchdog_url`.'),
        }),
      },
    ),
    ...persistence('1Gi', 'silences and the log of notifications'),
  }),
  grafana: group('Grafana, which shows all signals.', {
    ...backend('grafana', 'grafana', { uid: 472 }),
    mode: choice('Where Grafana runs: bundled in this release, or disabled.', ['bundled', 'disabled'], 'bundled'),
    existingSecret: text(
      'Name of a Secret with `admin-password`, which Grafana reads only at its first start, and with `secret-key`, which encrypts secrets in its database; empty: the chart creates both.',
    ),
    ...entranceSettings('Grafana'),
    dashboards: group('Dashboards for a Grafana outside of this release.', {
      configMaps: group('Dashboards as ConfigMaps, which the sidecar of another Grafana collects by their labels.', {
        enabled: flag('Whether the chart creates a ConfigMap for each dashboard.'),
        labels: map<Record<string, string>>(
          'Labels by which the sidecar finds them.',
          { grafana_dashboard: '1' },
          { additionalProperties: { type: 'string' } },
        ),
      }),
    }),
    ...persistence('1Gi', 'what people change in Grafana', false),
  }),
  kubeStateMetrics: group('kube-state-metrics, the state of workloads as metrics.', {
    ...backend('kube-state-metrics', 'kube_state_metrics', { uid: 65534 }),
    mode: choice(
      'Where kube-state-metrics runs: bundled in this release, or disabled.',
      ['bundled', 'disabled'],
      'bundled',
    ),
  }),
  test: group('The test that `helm test` runs.', {
    ...podSettings({ repository: 'cli' }, sizes({ cpu: '50m', memoryMiB: 96, memoryLimitMiB: 192 }), { uid: 1000 }),
    timeoutSeconds: whole('Seconds within which the signals must arrive.', 120, 1),
  }),
  verify: group('The check, once a minute, that the signals of a conversion link; alerts say which link broke.', {
    enabled: flag('Whether it runs.'),
    ...podSettings({ repository: 'cli' }, sizes({ cpu: '10m', memoryMiB: 144, memoryLimitMiB: 256 }), { uid: 1000 }),
  }),
  enabled: flag('For the `condition` of a parent chart; not used.', true),
  global: Type.Object(
    {
      imageRegistry: text(
        'Registry, with its path, that mirrors all images except those of the services and of the command; empty: the registry of each.',
      ),
    },
    { description: 'Values that a parent chart shares with all of its charts; others than these are ignored.' },
  ),
});
export type Values = Static<typeof Values>;

/** The default values. */
export const defaults = (): Values => Create(Values) as Values;
