import { alert } from '../rules/alert.ts';
import { dashboard, lines } from '../rules/links.ts';
import { query, SERVICES } from '../rules/promql.ts';
import type { RuleGroup } from '../rules/rule.ts';
import { BYTES, label } from '../rules/text.ts';
import { THRESHOLD, THRESHOLD_TEXT } from '../rules/threshold.ts';

const SERVICE = label('service_name');
const RSS = `process_resident_memory_bytes{${SERVICES}}`;
const perInstance = (aggregation: string, series: string) =>
  `${aggregation} by (service_name, service_instance_id, k8s_pod_name) (${series})`;
/** The memory limit of a pod. A process outside of a cluster has none. */
const LIMIT =
  'label_replace(sum by (pod) (kube_pod_container_resource_limits{resource="memory"}), "k8s_pod_name", "$1", "pod", "(.+)")';
/** The bytes above a share of the limit, or above a number where there is no limit. */
const above = (series: string, share: number, bytes: string) =>
  query(
    `((${series} unless on (k8s_pod_name) ${LIMIT}) > ${bytes}`,
    `or ${series} > on (k8s_pod_name) group_left () (${share} * ${LIMIT}))`,
  );
const used = perInstance('max', RSS);
const onNode = dashboard('triptych-nodejs', { service: SERVICE });
const linesOfService = lines(`{service="${SERVICE}"}`);

/** Memory of the services themselves. image_svc watches its converters and replaces them. */
export const memory: RuleGroup = {
  name: 'memory',
  rules: [
    alert({
      name: 'HighMemoryUsage',
      severity: 'ticket',
      expr: above(used, 0.8, THRESHOLD),
      threshold: {
        value: 1e9,
        meaning: 'Bytes of memory of a service without a memory limit, above which the alert fires',
        shown: 'GB',
      },
      for: '5m',
      summary: `${SERVICE} uses ${BYTES} of memory`,
      description:
        `${SERVICE} (instance ${label('service_instance_id')}) has used more than 80 % of its memory limit, or ` +
        `more than ${THRESHOLD_TEXT} without a limit, for 5 minutes, and uses ${BYTES} now. An idle service uses less than 150 MB.`,
      dashboard: onNode,
      query: linesOfService,
    }),
    alert({
      name: 'MemoryGrowing',
      severity: 'ticket',
      // A heap that fills up once and is then collected also grows fast, but not to twice its size. Memory that grows only
      // when work arrives has a trend while it grows and for 30 minutes after, which is less than the hour below.
      expr: query(
        above(perInstance('max', `predict_linear(${RSS}[30m], 4 * 3600)`), 1, THRESHOLD),
        `and ${used} > 2 * ${perInstance('min', `min_over_time(${RSS}[6h])`)}`,
        `and ${above(used, 0.5, '3e8')}`,
      ),
      threshold: {
        value: 1e9,
        meaning: 'Bytes of memory of a service without a memory limit in 4 hours, above which the alert fires',
        shown: 'GB',
      },
      for: '1h',
      summary: `${SERVICE} will use ${BYTES} of memory in 4 hours`,
      description:
        `The memory of ${SERVICE} (instance ${label('service_instance_id')}) has more than doubled and still grows: ` +
        `in 4 hours it will be ${BYTES}, above its memory limit, or above ${THRESHOLD_TEXT} without one. It looks like a leak.`,
      dashboard: onNode,
      query: linesOfService,
    }),
  ],
};
