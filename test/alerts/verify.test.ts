import { prove } from './support/prove.ts';
import { after, gauge } from './support/values.ts';

const link = (name: string, pod = 'verify-a') =>
  `triptych_verify_link{service_name="triptych_verify", k8s_pod_name="${pod}", link="${name}"}`;
const lastRun = (pod = 'verify-a') =>
  `triptych_verify_last_run_timestamp_seconds{service_name="triptych_verify", k8s_pod_name="${pod}"}`;
/** The time of each run, one a minute: promtool starts at 0. */
const runs = (minutes: number, from = 0) =>
  Array.from({ length: minutes }, (_, i) => `${(from + i) * 60} _x3`).join(' ');

const broken = (name: string) => ({
  labels: { severity: 'ticket', service: 'triptych_verify', link: name },
  summary: `The link ${name} between signals is broken`,
  description:
    `For 2 minutes each synthetic conversion has found the link ${name} broken. Other alerts and dashboards may lack ` +
    'the same data.',
});

prove(
  'verify',
  {
    alert: 'SignalLinkBroken',
    when: 'three runs find a link broken, and is resolved by the first that does not',
    series: {
      [link('trace')]: gauge([1, 10], [0, 10], [1, 10]),
      [link('exemplar_trace')]: gauge([1, 30]),
    },
    silentAt: '11m45s',
    firingAt: '12m',
    resolvedAt: '20m',
    ...broken('trace'),
  },
  {
    alert: 'SignalLinkBroken',
    when: 'several links are broken: each is an alert',
    series: {
      [link('service_graph_user_svc_job_svc')]: gauge([0, 20]),
      [link('trace')]: gauge([0, 20]),
    },
    silentAt: '1m45s',
    firingAt: '2m',
    ...broken('service_graph_user_svc_job_svc'),
    also: [broken('trace')],
  },
  {
    alert: 'SignalLinkBroken',
    when: 'two runs find a link broken, or another one each time',
    series: {
      [link('trace')]: gauge([1, 5], [0, 2], [1, 5], [0, 2], [1, 5]),
      [link('conversion')]: gauge([1, 7], [0, 2], [1, 10]),
    },
    silentUntil: '19m',
  },
  {
    alert: 'VerifyMissing',
    when: 'the last run is more than 5 minutes ago, and is resolved by the next one',
    series: { [lastRun()]: `${runs(10)} _x80 ${runs(10, 30)}` },
    silentAt: '13m45s',
    firingAt: '14m15s',
    resolvedAt: '31m',
    labels: { severity: 'ticket', service: 'triptych_verify' },
    summary: 'No link between signals has been checked for 5m 15s',
    description:
      'The last synthetic conversion ended 5m 15s ago, and there is one a minute. SignalLinkBroken cannot fire.',
  },
  {
    alert: 'VerifyMissing',
    when: 'somebody has ended the schedule, nobody has started it, or another pod goes on',
    series: {
      [lastRun('verify-a')]: `${runs(10)} 0`,
      [lastRun('verify-b')]: after(10, `${runs(10, 10)} 0`),
    },
    silentUntil: '60m',
  },
);
