import { prove } from './support/prove.ts';
import { after, counter, gauge } from './support/values.ts';

const up = (service: string, instance: string) =>
  `up{job="services", service_name="${service}", instance="${instance}"}`;
const started = (service: string, instance: string) =>
  `process_start_time_seconds{service_name="${service}", service_instance_id="${instance}"}`;
const requests = (service: string, status = 200) =>
  `http_server_request_duration_seconds_count{service_name="${service}", service_instance_id="a", http_response_status_code="${status}"}`;
const telemetry = (what: 'sent' | 'dropped', service: string, signal: string) =>
  `telemetry_${what}_total{service_name="${service}", service_instance_id="a", signal="${signal}"}`;

prove(
  'signals',
  {
    alert: 'MetricsMissing',
    when: 'a service answers, and its metrics have not arrived for 3 minutes',
    series: {
      [up('job_svc', '10.0.0.1:8082')]: gauge([1, 20]),
      [started('job_svc', 'a')]: `${gauge([0, 5])} _x28 ${gauge([0, 8])}`,
      [up('user_svc', '10.0.0.1:8081')]: gauge([1, 20]),
      [started('user_svc', 'a')]: gauge([0, 20]),
    },
    // The last sample is that of 4m45s.
    silentAt: '7m30s',
    firingAt: '7m45s',
    resolvedAt: '12m',
    labels: { severity: 'ticket', service: 'job_svc' },
    summary: 'job_svc answers, but its metrics do not arrive',
    description: 'No metric of job_svc has arrived for 3 minutes, so no other alert about it can fire.',
  },
  {
    alert: 'MetricsMissing',
    when: 'a service does not answer either, or metrics of one instance arrive, or all metrics are two minutes late',
    series: {
      [up('image_svc', '10.0.0.1:8084')]: gauge([1, 5], [0, 15]),
      [started('image_svc', 'a')]: gauge([0, 5]),
      [up('job_svc', '10.0.0.1:8082')]: gauge([1, 20]),
      [up('job_svc', '10.0.0.2:8082')]: gauge([1, 20]),
      [started('job_svc', 'a')]: gauge([0, 5]),
      [started('job_svc', 'b')]: gauge([0, 20]),
      [up('user_svc', '10.0.0.1:8081')]: gauge([1, 20]),
      [started('user_svc', 'a')]: `${gauge([0, 5])} _x8 ${gauge([0, 13])}`,
    },
    silentUntil: '20m',
  },
  {
    alert: 'TracesMissing',
    when: 'a service answers requests, and the Collector accepts none of its spans for 10 minutes and 5 more',
    series: {
      [requests('image_svc')]: counter([6, 50]),
      [telemetry('sent', 'image_svc', 'traces')]: counter([30, 10], [0, 30], [30, 10]),
      [telemetry('sent', 'image_svc', 'logs')]: counter([30, 50]),
      [requests('user_svc')]: counter([6, 50]),
      [telemetry('sent', 'user_svc', 'traces')]: counter([30, 50]),
    },
    silentAt: '24m30s',
    firingAt: '24m45s',
    resolvedAt: '40m30s',
    labels: { severity: 'ticket', service: 'image_svc' },
    summary: 'image_svc answers requests, but sends no traces',
    description:
      'In the last 10 minutes image_svc answered 60 requests, but the Collector accepted no span from it. These ' +
      'requests have no traces.',
  },
  {
    alert: 'TracesMissing',
    when: 'a service has never sent a span',
    series: { [requests('job_svc')]: counter([6, 50]) },
    // The twenty-first request is there at 3m30s.
    silentAt: '8m15s',
    firingAt: '8m30s',
    resolvedAt: '60m',
    labels: { severity: 'ticket', service: 'job_svc' },
    summary: 'job_svc answers requests, but sends no traces',
    description:
      'In the last 10 minutes job_svc answered 51 requests, but the Collector accepted no span from it. These ' +
      'requests have no traces.',
  },
  {
    alert: 'TracesMissing',
    when: 'a service gets few requests, or is not one of ours',
    series: {
      [requests('user_svc')]: counter([1.9, 50]),
      [telemetry('sent', 'user_svc', 'traces')]: counter([0, 50]),
      [requests('grafana')]: counter([100, 50]),
    },
    silentUntil: '50m',
  },
  {
    alert: 'LogsMissing',
    when: 'a service answers requests, and the Collector accepts none of its lines for 10 minutes and 5 more',
    series: {
      [requests('user_svc', 202)]: counter([4, 50]),
      [requests('user_svc', 503)]: counter([2, 50]),
      [telemetry('sent', 'user_svc', 'logs')]: counter([30, 10], [0, 30], [30, 10]),
      [telemetry('sent', 'user_svc', 'traces')]: counter([30, 50]),
    },
    silentAt: '24m30s',
    firingAt: '24m45s',
    resolvedAt: '40m30s',
    labels: { severity: 'ticket', service: 'user_svc' },
    summary: 'user_svc answers requests, but sends no log lines',
    description:
      'In the last 10 minutes user_svc answered 60 requests, but the Collector accepted no log line from it. The ' +
      'lines are on its stdout.',
  },
  {
    alert: 'LogsMissing',
    when: 'a service gets few requests, or is not one of ours',
    series: {
      [requests('grafana')]: counter([100, 50]),
      [requests('user_svc')]: counter([1.9, 50]),
      [telemetry('sent', 'user_svc', 'logs')]: counter([0, 50]),
    },
    silentUntil: '50m',
  },
  {
    alert: 'TelemetryDropped',
    when: 'a service drops more items',
    series: {
      [telemetry('dropped', 'job_svc', 'traces')]: gauge([0, 20], [12, 20]),
      [telemetry('dropped', 'job_svc', 'logs')]: gauge([0, 40]),
    },
    silentAt: '19m45s',
    firingAt: '20m',
    resolvedAt: '30m',
    labels: { severity: 'ticket', service: 'job_svc', signal: 'traces' },
    summary: 'job_svc dropped 12 items (traces)',
    description:
      'In the last 10 minutes job_svc dropped 12 items (traces) because its queue was full: the Collector is down, ' +
      'too slow, or refuses data. What the backends show of that time is incomplete.',
  },
  {
    alert: 'TelemetryDropped',
    when: 'a service drops items for the first time, which creates the counter',
    series: { [telemetry('dropped', 'user_svc', 'logs')]: after(20, gauge([12, 20])) },
    silentAt: '19m45s',
    firingAt: '20m',
    resolvedAt: '30m15s',
    labels: { severity: 'ticket', service: 'user_svc', signal: 'logs' },
    summary: 'user_svc dropped 12 items (logs)',
    description:
      'In the last 10 minutes user_svc dropped 12 items (logs) because its queue was full: the Collector is down, ' +
      'too slow, or refuses data. What the backends show of that time is incomplete.',
  },
  {
    alert: 'TelemetryDropped',
    when: 'a service drops items while its metrics do not arrive either, for an hour',
    series: { [telemetry('dropped', 'user_svc', 'logs')]: `${gauge([0, 20])} _x240 ${gauge([12, 20])}` },
    silentAt: '79m45s',
    firingAt: '80m',
    resolvedAt: '90m15s',
    labels: { severity: 'ticket', service: 'user_svc', signal: 'logs' },
    summary: 'user_svc dropped 12 items (logs)',
    description:
      'In the last 10 minutes user_svc dropped 12 items (logs) because its queue was full: the Collector is down, ' +
      'too slow, or refuses data. What the backends show of that time is incomplete.',
  },
  {
    alert: 'TelemetryDropped',
    when: 'a service drops items, and drops no more when its metrics arrive again after an hour',
    series: { [telemetry('dropped', 'user_svc', 'logs')]: `${gauge([0, 10], [12, 10])} _x240 ${gauge([12, 20])}` },
    silentAt: '9m45s',
    firingAt: '10m',
    resolvedAt: '80m',
    labels: { severity: 'ticket', service: 'user_svc', signal: 'logs' },
    summary: 'user_svc dropped 12 items (logs)',
    description:
      'In the last 10 minutes user_svc dropped 12 items (logs) because its queue was full: the Collector is down, ' +
      'too slow, or refuses data. What the backends show of that time is incomplete.',
  },
);
