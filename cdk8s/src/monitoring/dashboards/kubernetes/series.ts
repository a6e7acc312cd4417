import { label, lines } from '../explore.ts';

export { kubelet } from '../../rules/promql.ts';

/** One series for a container, although each Collector that recently reported it has one. */
export const perContainer = (series: string) => `max by (pod, container) (${series})`;

export const CONTAINER = '{{pod}} {{container}}';
export const linesOfPod = lines('Log lines of this pod', `{service=~".+"} | k8s_pod_name="${label('pod')}"`);
export const events = lines('Events of Kubernetes', '{service="kubernetes-events"}');
