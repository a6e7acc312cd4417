import { alert } from '../rules/alert.ts';
import { dashboard, label, lines, traces } from '../rules/links.ts';
import { query, SERVICES } from '../rules/promql.ts';
import type { RuleGroup } from '../rules/rule.ts';

const SERVICE = label('service_name');
const STARTED = `process_start_time_seconds{${SERVICES}}`;
/** Prometheus begins with 0 whatever is sent with a start time, gauges, too: that would be a change at every start. */
const STARTS = `changes((${STARTED} != 0)[15m:15s])`;
/** A pod keeps its name when its process is started again; elsewhere each process has a new one. */
const OUTSIDE = `process_start_time_seconds{${SERVICES}, k8s_pod_name=""}`;
const young = (series: string) => `sum by (service_name) (${series} > bool time() - 900)`;

/** The processes of the services: whether they are there, keep running, and turn. */
export const runtime: RuleGroup = {
  name: 'runtime',
  rules: [
    alert({
      name: 'ServiceDown',
      severity: 'page',
      // Each is asked for /metrics, which needs nothing but the process.
      expr: 'up{job="services"} == 0',
      for: '1m',
      summary: `${SERVICE} does not answer`,
      description:
        `${SERVICE} at ${label('instance')} has not answered for a minute. What needs it fails or waits: uploads and ` +
        'results (user_svc), new jobs (job_svc), conversions (image_svc).',
      dashboard: dashboard('triptych-service', { service: SERVICE }),
      query: lines(`{service="${SERVICE}"} |~ "service (started|draining|stopped|failed)"`),
    }),
    alert({
      name: 'ServiceRestarting',
      severity: 'page',
      // Starts under the name of the one before, and processes that came and went. Of pods those that went are no
      // fault: a rollout that is taken back, or an autoscaler that changes its mind.
      expr: query(
        `sum by (service_name) (${STARTS})`,
        `+ (${young(`last_over_time(${OUTSIDE}[15m])`)} - ${young(OUTSIDE)} or sum by (service_name) (${STARTED}) * 0)`,
        '>= 3',
      ),
      summary: `${SERVICE} has been started {{ $value | humanize }} times more than needed in 15 minutes`,
      description:
        `${SERVICE} ends, or is killed, soon after it starts. Requests that it has at that moment fail, and it is ` +
        'started again later each time.',
      dashboard: dashboard('triptych-service', { service: SERVICE }),
      query: lines(`{service="${SERVICE}"} |~ "service (started|draining|stopped|failed)"`),
    }),
    alert({
      name: 'EventLoopLagging',
      severity: 'ticket',
      expr: `max by (service_name, service_instance_id) (nodejs_eventloop_lag_p99_seconds{${SERVICES}}) > 0.5`,
      for: '5m',
      summary: `The event loop of ${SERVICE} is {{ $value | humanizeDuration }} late`,
      description:
        `Something computes for long in ${SERVICE} (instance ${label('service_instance_id')}) itself: all of its requests wait ` +
        'for {{ $value | humanizeDuration }} (99th percentile), and have for 5 minutes.',
      dashboard: dashboard('triptych-nodejs', { service: SERVICE }),
      query: traces({ service: SERVICE, minDuration: '500ms' }),
    }),
  ],
};
