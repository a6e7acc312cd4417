import { limit } from '../limit.ts';
import { graph, type Size } from '../panels.ts';
import { INTERVAL } from '../promql.ts';
import { query } from '../queries.ts';
import { CONTAINER, kubelet, linesOfPod, perContainer } from './series.ts';

const memory = perContainer(kubelet('container_memory_working_set_bytes'));
const cpu = perContainer(kubelet(`rate(container_cpu_time_seconds_total${INTERVAL})`));
const limits = (resource: string) => perContainer(`kube_pod_container_resource_limits{resource="${resource}"}`);
const requests = (resource: string) => perContainer(`kube_pod_container_resource_requests{resource="${resource}"}`);
const legend = CONTAINER;
const links = [linesOfPod];

/** What containers use, compared with their requests and limits. */
export const use = (size: Size) => [
  graph({
    ...size,
    title: 'How near are containers to their memory limit?',
    description:
      'Working set as a share of the limit. At 100 % the kernel kills the container, and its work in progress is ' +
      'lost.',
    unit: 'percentunit',
    thresholds: [0.75, limit('ContainerMemoryNearLimit')],
    queries: [query(`${memory} / ${limits('memory')}`, { legend })],
    links,
  }),
  graph({
    ...size,
    title: 'How much memory do containers use?',
    description:
      'Working set: memory that the kernel cannot reclaim. The scheduler places pods by their requests, not by this.',
    unit: 'bytes',
    queries: [query(memory, { legend })],
    links,
  }),
  graph({
    ...size,
    title: 'How does the use of CPU compare with the requests?',
    description:
      'Use of CPU as a share of the request. Above 100 % the container uses what others leave, and slows down when ' +
      'the node is busy: raise the request.',
    unit: 'percentunit',
    thresholds: [1, 3],
    queries: [query(`${cpu} / ${requests('cpu')}`, { legend })],
    links,
  }),
  graph({
    ...size,
    title: 'How much CPU do containers use?',
    description: 'Cores. image_svc uses all the CPU it gets while it converts pictures.',
    unit: 'short',
    queries: [query(cpu, { legend })],
    links,
  }),
];
