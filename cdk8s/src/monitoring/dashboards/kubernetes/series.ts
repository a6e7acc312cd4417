import { label, lines } from '../explore.ts';

export { kubelet } from '../../rules/promql.ts';

/** A pod is told of once by each Collector that has told of it lately. */
export const perContainer = (series: string) => `max by (pod, container) (${series})`;

export const CONTAINER = '{{pod}} {{container}}';
export const linesOfPod = lines('Log lines of this pod', `{service=~".+"} | k8s_pod_name="${label('pod')}"`);
export const events = lines('What Kubernetes says', '{service="kubernetes-events"}');
