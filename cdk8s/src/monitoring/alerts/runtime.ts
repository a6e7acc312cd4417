import { CONVERSION_SERVICE_NAMES, PARTS, SERVICE_NAMES } from '@triptych/parts';
import { alert } from '../rules/alert.ts';
import { dashboard, lines, traces } from '../rules/links.ts';
import { instancesUp, query, SERVICES } from '../rules/promql.ts';
import type { RuleGroup } from '../rules/rule.ts';
import { COUNT, DURATION, label } from '../rules/text.ts';
import { THRESHOLD, THRESHOLD_TEXT } from '../rules/threshold.ts';

const SERVICE = label('service_name');
/** What the service is for: a template cannot look it up in the table. */
const PURPOSE = SERVICE_NAMES.map(
  (name) => `{{ if eq $labels.service_name "${name}" }}${PARTS[name].purpose}{{ end }}`,
).join('');
/** Prometheus scrapes /metrics, which needs nothing but the process. */
const UP = 'up{job="services"}';
const UP_OF_CONVERSIONS = `up{job="services", service_name=~"${CONVERSION_SERVICE_NAMES.join('|')}"}`;
/** Pods that can take requests: an operator's Prometheus scrapes each pod, and those that are not ready answer it, too. */
const READY_PODS = SERVICE_NAMES.map((name) => {
  const series = `kube_deployment_status_replicas_available{deployment=~".+-${PARTS[name].component}"}`;
  return `label_replace(${series}, "service_name", "${name}", "", "")`;
}).join('\n    or ');
const STARTED = `process_start_time_seconds{${SERVICES}}`;
/** Prometheus begins each series that has a start time with 0, even a gauge: that would be a change at every start. */
const STARTS = `changes((${STARTED} != 0)[15m:15s])`;
/** A pod keeps its name when its process restarts; outside of pods each process has a new name. */
const OUTSIDE = `process_start_time_seconds{${SERVICES}, k8s_pod_name=""}`;
const young = (series: string) => `sum by (service_name) (${series} > bool time() - 900)`;

/** The processes of the services: whether they answer, keep running, and have a responsive event loop. */
export const runtime: RuleGroup = {
  name: 'runtime',
  rules: [
    alert({
      name: 'ServiceDown',
      severity: 'page',
      expr: query(
        `max by (service_name) (${UP}) == 0`,
        `or max by (service_name) (${READY_PODS}) == 0`,
        // A service without a pod has no series. The console may be switched off.
        `or (group by (service_name) (last_over_time(${UP_OF_CONVERSIONS}[1d]))`,
        `unless group by (service_name) (${UP}))`,
      ),
      for: '1m',
      summary: `${SERVICE} does not answer`,
      description: `No instance of ${SERVICE} (${PURPOSE}) has answered for 1 minute. Requests that need it fail or wait.`,
      dashboard: dashboard('triptych-service', { service: SERVICE }),
      query: lines(`{service="${SERVICE}"} |~ "service (started|draining|stopped|failed)"`),
    }),
    alert({
      name: 'ServiceDown',
      severity: 'ticket',
      expr: query(`${instancesUp()} == 0`, `and on (service_name) max by (service_name) (${UP}) == 1`),
      // A pod that a rollout replaces finishes its work first, without new connections, and DNS forgets it half a minute later.
      for: '3m',
      summary: `An instance of ${SERVICE} does not answer`,
      description:
        `${SERVICE} at ${label('instance')} has not answered for 3 minutes, while other instances of ${SERVICE} answer. ` +
        'They have its requests as well.',
      dashboard: dashboard('triptych-service', { service: SERVICE }),
      query: lines(`{service="${SERVICE}"} |~ "service (started|draining|stopped|failed)"`),
    }),
    alert({
      name: 'ServiceRestarting',
      severity: 'page',
      // Restarts under the same name, plus processes that started and ended. A pod that ended is no fault: a rollout is
      // undone, or an autoscaler removes it.
      expr: query(
        `sum by (service_name) (${STARTS})`,
        `+ (${young(`last_over_time(${OUTSIDE}[15m])`)} - ${young(OUTSIDE)} or sum by (service_name) (${STARTED}) * 0)`,
        `>= ${THRESHOLD}`,
      ),
      threshold: { value: 3, meaning: 'Restarts of a service in 15 minutes, from which the alert fires' },
      summary: `${SERVICE} restarted ${COUNT} times in 15 minutes`,
      description:
        `${SERVICE} ends or is killed soon after each start. Requests in progress at that moment fail, and each ` +
        'restart comes later than the one before.',
      dashboard: dashboard('triptych-service', { service: SERVICE }),
      query: lines(`{service="${SERVICE}"} |~ "service (started|draining|stopped|failed)"`),
    }),
    alert({
      name: 'EventLoopLagging',
      severity: 'ticket',
      expr: `max by (service_name, service_instance_id) (nodejs_eventloop_lag_p99_seconds{${SERVICES}}) > ${THRESHOLD}`,
      threshold: {
        value: 0.5,
        meaning: 'Seconds by which the event loop of a service is late (99th percentile), above which the alert fires',
        shown: 'ms',
      },
      for: '5m',
      summary: `The event loop of ${SERVICE} is ${DURATION} late`,
      description:
        `For 5 minutes the event loop of ${SERVICE} (instance ${label('service_instance_id')}) has been more than ` +
        `${THRESHOLD_TEXT} late, and is ${DURATION} late now (99th percentile): the process computes for too long at a time, ` +
        'and all of its requests wait.',
      dashboard: dashboard('triptych-nodejs', { service: SERVICE }),
      query: traces({ service: SERVICE, minDuration: '500ms' }),
    }),
  ],
};
