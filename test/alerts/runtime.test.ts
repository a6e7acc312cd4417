import { prove } from './support/prove.ts';
import { after, gauge } from './support/values.ts';

const up = (job: string, service: string, instance: string) =>
  `up{job="${job}", service_name="${service}", instance="${instance}"}`;
const process = (service: string) => (instance: string) =>
  `process_start_time_seconds{service_name="${service}", service_instance_id="${instance}"}`;
const pod = (service: string) => (name: string) =>
  `process_start_time_seconds{service_name="${service}", service_instance_id="${name}", k8s_pod_name="${name}"}`;
const lag = (service: string, instance: string) =>
  `nodejs_eventloop_lag_p99_seconds{service_name="${service}", service_instance_id="${instance}"}`;

const down = {
  labels: { severity: 'page', service: 'user_svc' },
  summary: 'user_svc does not answer',
  description:
    'No instance of user_svc (the public API: upload, status, events, result) has answered for 1 minute. Requests that ' +
    'need it fail or wait.',
};
const instanceDown = (job: string, instance: string) => ({
  labels: { severity: 'ticket', service: 'user_svc', job, instance },
  summary: 'An instance of user_svc does not answer',
  description:
    `user_svc at ${instance} has not answered for 3 minutes, while other instances of user_svc answer. They have its ` +
    'requests as well.',
});
/** What the Prometheus of a release scrapes: the Service, and pods by their addresses, which DNS knows. */
const release = (service: string, pods: Readonly<Record<string, string>>) => ({
  [up('services', 'user_svc', 'pics-user-svc:8081')]: service,
  ...Object.fromEntries(
    Object.entries(pods).map(([address, values]) => [up('pods', 'user_svc', `${address}:8081`), values]),
  ),
});
/** DNS no longer has the pod. */
const gone = (values: string) => `${values} stale`;
const YESTERDAY = -86_400;
/** Processes that live for some minutes, each from the minute of its start. */
const lives = (seriesOf: (name: string) => string, ...all: readonly (readonly [start: number, minutes: number])[]) =>
  Object.fromEntries(
    all.map(([start, minutes]) => [seriesOf(`from-${start}`), after(start, gauge([start * 60, minutes]))]),
  );

prove(
  'runtime',
  {
    alert: 'ServiceDown',
    when: 'no instance of a service has answered for a minute',
    series: {
      [up('services', 'user_svc', '10.0.0.1:8081')]: gauge([1, 1], [0, 3], [1, 3]),
      [up('services', 'user_svc', '10.0.0.2:8081')]: gauge([0, 7]),
      [up('services', 'job_svc', '10.0.0.3:8082')]: gauge([1, 7]),
    },
    silentAt: '1m45s',
    firingAt: '2m',
    resolvedAt: '4m',
    ...down,
  },
  {
    alert: 'ServiceDown',
    when: 'a service that had pods an hour ago has none',
    series: {
      [up('services', 'user_svc', '10.0.0.1:8081')]: gauge([1, 60]),
      [up('services', 'console', '10.0.0.2:8080')]: gauge([1, 60]),
    },
    // Five minutes after its last sample a series is gone.
    silentAt: '65m30s',
    firingAt: '65m45s',
    ...down,
  },
  {
    alert: 'ServiceDown',
    when: 'one instance of six has not answered for three minutes',
    series: Object.fromEntries(
      [1, 2, 3, 4, 5, 6].map((i) => [
        up('services', 'user_svc', `10.0.0.${i}:8081`),
        i === 3 ? gauge([1, 1], [0, 5], [1, 3]) : gauge([1, 9]),
      ]),
    ),
    silentAt: '3m45s',
    firingAt: '4m',
    resolvedAt: '6m',
    ...instanceDown('services', '10.0.0.3:8081'),
  },
  {
    alert: 'ServiceDown',
    when: 'one pod of three in a release has not answered for three minutes',
    series: release(gauge([1, 9]), {
      '10.244.1.4': gauge([1, 9]),
      '10.244.2.7': gauge([1, 1], [0, 5], [1, 3]),
      '[fd00:10:244::9]': gauge([1, 9]),
    }),
    silentAt: '3m45s',
    firingAt: '4m',
    resolvedAt: '6m',
    ...instanceDown('pods', '10.244.2.7:8081'),
  },
  {
    alert: 'ServiceDown',
    when: 'the pods of a release are gone, and nothing is behind its Service',
    series: release(gauge([1, 1], [0, 5]), {
      '10.244.1.4': gone(gauge([1, 1])),
      '10.244.2.7': gone(gauge([1, 1], [0, 0.5])),
    }),
    silentAt: '1m45s',
    firingAt: '2m',
    ...down,
  },
  {
    alert: 'ServiceDown',
    when: 'the pods of a release answer, but none is ready to take requests',
    series: release(gauge([1, 1], [0, 3], [1, 3]), { '10.244.1.4': gauge([1, 7]), '10.244.2.7': gauge([1, 7]) }),
    silentAt: '1m45s',
    firingAt: '2m',
    resolvedAt: '4m',
    ...down,
  },
  {
    alert: 'ServiceDown',
    when: "the pods answer an operator's Prometheus, which scrapes each, but none is ready to take requests",
    series: {
      [up('services', 'user_svc', '10.244.1.4:8081')]: gauge([1, 7]),
      [up('services', 'user_svc', '10.244.2.7:8081')]: gauge([1, 7]),
      'kube_deployment_status_replicas_available{deployment="pics-user-svc"}': gauge([2, 1], [0, 3], [1, 3]),
      'kube_deployment_status_replicas_available{deployment="pics-job-svc"}': gauge([1, 7]),
    },
    silentAt: '1m45s',
    firingAt: '2m',
    resolvedAt: '4m',
    ...down,
  },
  {
    alert: 'ServiceDown',
    when: 'a rollout replaces pods that finish their work first, and an autoscaler removes one',
    series: release(gauge([1, 20]), {
      // A grace period of 75 s without new connections, and half a minute until DNS forgets.
      '10.244.1.4': gone(gauge([1, 2], [0, 1.75])),
      '10.244.2.7': gone(gauge([1, 4], [0, 1.75])),
      '10.244.1.5': after(1, gauge([0, 0.75], [1, 18.25])),
      '10.244.2.8': after(3, gauge([0, 0.75], [1, 16.25])),
      '10.244.2.9': gone(gauge([1, 10], [0, 0.5])),
    }),
    silentUntil: '20m',
  },
  {
    alert: 'ServiceDown',
    when: 'a service never had a pod, is down for less than a minute, or a backend is down',
    series: {
      [up('services', 'job_svc', '10.0.0.1:8082')]: gauge([1, 1], [0, 1], [1, 1], [0, 1], [1, 3]),
      [up('backends', 'loki', '10.0.0.1:3100')]: gauge([1, 1], [0, 6]),
    },
    silentUntil: '7m',
  },
  {
    alert: 'ServiceRestarting',
    when: 'one pod of three restarts three times in 15 minutes',
    series: {
      [pod('image_svc')('a')]: gauge([YESTERDAY, 30]),
      [pod('image_svc')('b')]: gauge([YESTERDAY, 30]),
      [pod('image_svc')('c')]: gauge([YESTERDAY, 5], [300, 2], [420, 2], [540, 21]),
    },
    silentAt: '8m45s',
    firingAt: '9m',
    // When the window has left the first of them behind.
    resolvedAt: '19m45s',
    labels: { severity: 'page', service: 'image_svc' },
    summary: 'image_svc restarted 3 times in 15 minutes',
    description:
      'image_svc ends or is killed soon after each start. Requests in progress at that moment fail, and each restart ' +
      'comes later than the one before.',
  },
  {
    alert: 'ServiceRestarting',
    when: 'processes of a service start and end, and are missed 5 minutes after their last sample',
    series: lives(process('job_svc'), [0, 2], [2, 2], [4, 2], [6, 2], [8, 2], [10, 30]),
    silentAt: '10m30s',
    firingAt: '10m45s',
    resolvedAt: '19m',
    labels: { severity: 'page', service: 'job_svc' },
    summary: 'job_svc restarted 3 times in 15 minutes',
    description:
      'job_svc ends or is killed soon after each start. Requests in progress at that moment fail, and each restart ' +
      'comes later than the one before.',
  },
  {
    alert: 'ServiceRestarting',
    when: 'a rollout of pods is undone, or a laptop restarts the service twice',
    series: {
      ...lives(pod('user_svc'), [0, 21], [1, 22], [2, 23], [20, 6], [21, 6], [22, 6], [25, 30], [26, 30], [27, 30]),
      ...lives(process('job_svc'), [0, 20], [20, 5], [25, 30]),
    },
    silentUntil: '55m',
  },
  {
    alert: 'ServiceRestarting',
    when: 'three pods are replaced, and Prometheus begins each series with 0',
    series: Object.fromEntries(
      [1, 2, 3].map((minute) => [
        pod('user_svc')(`from-${minute}`),
        after(minute, gauge([0, 0.25], [minute * 60, 30])),
      ]),
    ),
    silentUntil: '30m',
  },
  {
    alert: 'ServiceRestarting',
    when: 'an autoscaler adds four pods and removes them again',
    series: lives(pod('image_svc'), [0, 60], [20, 6], [21, 5], [22, 4], [23, 3]),
    silentUntil: '60m',
  },
  {
    alert: 'EventLoopLagging',
    when: 'the event loop of an instance has been more than half a second late for 5 minutes',
    series: {
      [lag('user_svc', 'a')]: gauge([0.011, 1], [0.54, 8], [0.011, 2]),
      [lag('user_svc', 'b')]: gauge([0.011, 11]),
    },
    silentAt: '5m45s',
    firingAt: '6m',
    resolvedAt: '9m',
    labels: { severity: 'ticket', service: 'user_svc', service_instance_id: 'a' },
    summary: 'The event loop of user_svc is 540ms late',
    description:
      'For 5 minutes the event loop of user_svc (instance a) has been more than 500 ms late, and is 540ms late now ' +
      '(99th percentile): the process computes for too long at a time, and all of its requests wait.',
  },
  {
    alert: 'EventLoopLagging',
    when: 'it is exactly half a second late, late for a shorter time, or not one of ours',
    series: {
      [lag('grafana', 'c')]: gauge([2, 11]),
      [lag('job_svc', 'a')]: gauge([0.5, 11]),
      [lag('image_svc', 'b')]: gauge([0.011, 1], [2, 5], [0.011, 5]),
    },
    silentUntil: '11m',
  },
);
