import { METRICS, SYNTHETIC } from '@triptych/catalogue';
import { SERVICE_NAMES } from '@triptych/parts';

/** Selects our services, by the label that their resource gives to everything they send. */
export const SERVICES = `service_name=~"${SERVICE_NAMES.join('|')}"`;
/**
 * Whether each instance of the services answers. The job `pods` has the pods of a release; elsewhere the targets of the job
 * `services` are the instances. `matcher` selects services.
 */
export const instancesUp = (matcher = ''): string => {
  const up = (job: string) => `up{job="${job}"${matcher && `, ${matcher}`}}`;
  return `(${up('pods')} or on (service_name) ${up('services')})`;
};
/** Selects what users caused: a label that a series does not have is empty. */
export const OF_USERS = `${SYNTHETIC.label}=""`;
/** Selects the spans in which a service does work for others: requests that it answers, messages that it takes. */
export const ENTRY_SPANS = 'span_kind=~"SPAN_KIND_SERVER|SPAN_KIND_CONSUMER"';
export const REQUESTS = `${METRICS.httpServerRequestDuration.name}_count`;
export const CONVERSIONS = METRICS.conversionDuration.name;

/**
 * The increase of counters over a window. Unlike `increase`, it also counts what happened while no sample arrived for
 * longer than the window, and the first value of a new series: a counter with a reason or signal as label has no series
 * until there is something to count.
 */
export const gained = (series: string, window: string): string => {
  const before = `last_over_time(${series}[1d] offset ${window})`;
  return `(increase(${series}[${window}]) > 0 or ${series} - ${before} > 0 or ${series} unless ${before})`;
};

/** A series of kubelets with the label names that kube-state-metrics uses for pod and container. */
export const kubelet = (series: string): string =>
  `label_replace(label_replace(${series}, "pod", "$1", "k8s_pod_name", "(.+)"), "container", "$1", "k8s_container_name", "(.+)")`;

/** Joins the lines of a long query, which is easier to read in lines. */
export const query = (...lines: readonly string[]): string => lines.join('\n');
