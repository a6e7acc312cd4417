import { prove } from './support/prove.ts';
import { gauge } from './support/values.ts';

const rss = (service: string, instance: string) =>
  `process_resident_memory_bytes{service_name="${service}", service_instance_id="${instance}"}`;

const limit = (pod: string) =>
  `kube_pod_container_resource_limits{service_name="kube-state-metrics", pod="${pod}", container="user-svc", resource="memory", unit="byte"}`;
const rssIn = (pod: string) => rss('user_svc', pod).replace('}', `, k8s_pod_name="${pod}"}`);

prove(
  'memory',
  {
    alert: 'HighMemoryUsage',
    when: 'a service has used more than 1 GB for 5 minutes',
    series: {
      [rss('image_svc', 'a')]: gauge([1.1e8, 1], [1.05e9, 7], [9e8, 10]),
      [rss('image_svc', 'b')]: gauge([1.1e8, 18]),
    },
    silentAt: '5m45s',
    firingAt: '6m',
    resolvedAt: '8m',
    labels: { severity: 'ticket', service: 'image_svc', service_instance_id: 'a' },
    summary: 'image_svc uses 1.05GB of memory',
    description:
      'image_svc (instance a) has used more than 80 % of its memory limit, or more than 1 GB without a limit, for 5 ' +
      'minutes, and uses 1.05GB now. An idle service uses less than 150 MB.',
  },
  {
    alert: 'HighMemoryUsage',
    when: 'one pod of three has used more than 80 % of its limit for 5 minutes',
    series: {
      ...Object.fromEntries(['a', 'b', 'c'].map((pod) => [limit(pod), gauge([3e8, 18])])),
      [rssIn('a')]: gauge([1.1e8, 1], [2.5e8, 7], [2e8, 10]),
      [rssIn('b')]: gauge([2.4e8, 18]),
      [rssIn('c')]: gauge([1.1e8, 18]),
    },
    silentAt: '5m45s',
    firingAt: '6m',
    resolvedAt: '8m',
    labels: { severity: 'ticket', service: 'user_svc', service_instance_id: 'a', k8s_pod_name: 'a' },
    summary: 'user_svc uses 250MB of memory',
    description:
      'user_svc (instance a) has used more than 80 % of its memory limit, or more than 1 GB without a limit, for 5 ' +
      'minutes, and uses 250MB now. An idle service uses less than 150 MB.',
  },
  {
    alert: 'HighMemoryUsage',
    when: 'a service uses exactly 1 GB, or more for a shorter time, or is not one of ours',
    series: {
      [rss('user_svc', 'a')]: gauge([1e9, 18]),
      [rss('job_svc', 'b')]: gauge([1.1e8, 1], [1.5e9, 5], [9e8, 12]),
      [rss('otelcol', 'c')]: gauge([2e9, 18]),
      [limit('large')]: gauge([4e9, 18]),
      [rssIn('large')]: gauge([3e9, 18]),
    },
    silentUntil: '18m',
  },
  {
    alert: 'MemoryGrowing',
    when: 'memory has more than doubled, and its trend is above 1 GB in 4 hours',
    series: {
      // 3 MB a minute: above 300 MB after an hour of it.
      [rss('job_svc', 'a')]: '1.2e8x59 1.2e8+3e6x130 1.2e8x60',
    },
    interval: '1m',
    silentAt: '3h',
    firingAt: '3h1m',
    resolvedAt: '3h11m',
    labels: { severity: 'ticket', service: 'job_svc', service_instance_id: 'a' },
    summary: 'job_svc will use 1.203GB of memory in 4 hours',
    description:
      'The memory of job_svc (instance a) has more than doubled and still grows: in 4 hours it will be 1.203GB, ' +
      'above its memory limit, or above 1 GB without one. It looks like a leak.',
  },
  {
    alert: 'MemoryGrowing',
    when: 'the memory of one pod of two has more than doubled, and its trend is above its limit in 4 hours',
    series: {
      [limit('a')]: '3e8x240',
      [limit('b')]: '3e8x240',
      // 1 MB a minute: above half the limit after 70 minutes, and above twice its minimum after 80.
      [rssIn('a')]: '8e7x59 8e7+1e6x180',
      [rssIn('b')]: '1.2e8x240',
    },
    interval: '1m',
    silentAt: '3h20m',
    firingAt: '3h21m',
    labels: { severity: 'ticket', service: 'user_svc', service_instance_id: 'a', k8s_pod_name: 'a' },
    summary: 'user_svc will use 461MB of memory in 4 hours',
    description:
      'The memory of user_svc (instance a) has more than doubled and still grows: in 4 hours it will be 461MB, above its ' +
      'memory limit, or above 1 GB without one. It looks like a leak.',
  },
  {
    alert: 'MemoryGrowing',
    when: 'memory grows with work, is collected, does not double, or its trend is below 1 GB',
    series: {
      // Within 20 minutes, and then it stays.
      [rss('user_svc', 'a')]: '1.2e8x59 1.2e8+3.4e7x20 8e8x240',
      [rss('job_svc', 'b')]: '1e8+3e6x60 1e8+3e6x60 1e8+3e6x60 1e8+3e6x60',
      // For more than an hour it is nearly twice as much.
      [rss('image_svc', 'c')]: '5e8x59 5e8+4e6x99 9e8+1.3e6x75 9.98e8x60',
      [rss('image_svc', 'd')]: '1.2e8x59 1.2e8+1.5e6x340 6.3e8x60',
    },
    interval: '1m',
    silentUntil: '7h30m',
  },
);
