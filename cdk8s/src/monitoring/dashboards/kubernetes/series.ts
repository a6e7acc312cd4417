import { label, lines } from '../explore.ts';

/** Series of kubelets with the labels that kube-state-metrics has for the same things. */
export const kubelet = (series: string) =>
  `label_replace(label_replace(${series}, "pod", "$1", "k8s_pod_name", "(.+)"), "container", "$1", "k8s_container_name", "(.+)")`;

/** A pod is told of once by each Collector that has told of it lately. */
export const perContainer = (series: string) => `max by (pod, container) (${series})`;

export const CONTAINER = '{{pod}} {{container}}';
export const linesOfPod = lines('Log lines of this pod', `{service=~".+"} | k8s_pod_name="${label('pod')}"`);
export const events = lines('What Kubernetes says', '{service="kubernetes-events"}');
