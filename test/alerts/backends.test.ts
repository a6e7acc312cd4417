import { prove } from './support/prove.ts';
import { counter, gauge } from './support/values.ts';

const up = (job: string, service: string, instance: string) =>
  `up{job="${job}", service_name="${service}", instance="${instance}"}`;

/** Buckets of 200 requests a minute; for some minutes only `within1s` of them take at most a second. */
function durations(series: string, minutes: number, within1s: number) {
  const bucket = (le: string, perMinute: number) => ({
    [`${series.replace('}', '')}, le="${le}"}`.replace('{', '_bucket{')]: counter(
      [200, 10],
      [perMinute, minutes],
      [200, 20],
    ),
  });
  return { ...bucket('1', within1s), ...bucket('1.05', 200), ...bucket('+Inf', 200) };
}

/** Each backend measures its durations with a series of its own. */
const SERIES = {
  loki: 'loki_request_duration_seconds{service_name="loki", route="otlp_v1_logs"}',
  prometheus: 'prometheus_http_request_duration_seconds{service_name="prometheus", handler="/api/v1/otlp/v1/metrics"}',
  jaeger: 'jaeger_storage_latency_seconds{service_name="jaeger", operation="find_traces"}',
};

const slow = (backend: keyof typeof SERIES) => ({
  alert: 'BackendSlow',
  when: `the 99th percentile of ${backend} has been above a second for 5 minutes`,
  series: durations(SERIES[backend], 20, 180),
  silentAt: '15m',
  firingAt: '15m15s',
  resolvedAt: '35m',
  labels: { severity: 'ticket', service: backend },
  summary: `1 % of requests to ${backend} take 1.045s or longer`,
  description:
    `For 5 minutes 1 % of the requests to ${backend} have taken longer than 1 s, and now take 1.045s or longer: ` +
    `${backend} is short of CPU or memory, or its disk is slow. If this goes on, queues of the Collector fill.`,
});

prove(
  'backends',
  {
    alert: 'BackendDown',
    when: 'a backend has not answered for 2 minutes',
    series: {
      [up('backends', 'loki', '127.0.0.1:3100')]: gauge([1, 1], [0, 4], [1, 2]),
      [up('backends', 'jaeger', '127.0.0.1:14888')]: gauge([1, 7]),
    },
    silentAt: '2m45s',
    firingAt: '3m',
    resolvedAt: '5m',
    labels: { severity: 'ticket', service: 'loki', job: 'backends', instance: '127.0.0.1:3100' },
    summary: 'loki does not answer',
    description:
      'loki at 127.0.0.1:3100 has not answered for 2 minutes. The Collector keeps the data of loki in a queue on ' +
      'disk; nobody sees that data until loki is back.',
  },
  {
    alert: 'BackendDown',
    when: 'a backend is back within 2 minutes, or a service does not answer',
    series: {
      [up('backends', 'jaeger', '127.0.0.1:14888')]: gauge([1, 1], [0, 2], [1, 7]),
      [up('services', 'user_svc', '127.0.0.1:8081')]: gauge([0, 10]),
    },
    silentUntil: '10m',
  },
  slow('loki'),
  slow('prometheus'),
  slow('jaeger'),
  {
    alert: 'BackendSlow',
    when: 'exactly 1 % of requests take longer than a second',
    series: {
      ...durations(SERIES.loki, 20, 198),
      ...durations(SERIES.prometheus, 20, 198),
      ...durations(SERIES.jaeger, 20, 198),
    },
    silentUntil: '50m',
  },
  {
    alert: 'BackendSlow',
    when: 'all requests do for two minutes, or only queries do',
    series: {
      ...durations(SERIES.loki, 2, 0),
      ...durations(
        'prometheus_http_request_duration_seconds{service_name="prometheus", handler="/api/v1/query"}',
        20,
        0,
      ),
    },
    silentUntil: '50m',
  },
);
