import { limit } from '../limit.ts';
import { graph, type Size, timeline } from '../panels.ts';
import { INTERVAL, orNone } from '../promql.ts';
import { queries, query } from '../queries.ts';
import { linesOfCollector } from '../shared/delivery.ts';

const links = [linesOfCollector];
/** Groups are called FILE;NAME. */
const byGroup = (series: string) => `label_replace(${series}, "group", "$1", "rule_group", ".*;(.+)")`;
const fullness = byGroup('prometheus_rule_group_last_duration_seconds / prometheus_rule_group_interval_seconds');
const perAlertmanager = (what: string) =>
  `sum by (alertmanager) (rate(prometheus_notifications_${what}_total${INTERVAL}))`;
const LATENCY = 'alertmanager_notification_latency_seconds_bucket';
const notifications = (series: string, by = 'integration') => `sum by (${by}) (increase(${series}[$__range]))`;
/** Those that are configured: there is a series of each that Alertmanager knows. */
const used = `${notifications('alertmanager_notifications_total')} > 0`;

export const alerting = (size: Size) => [
  graph({
    ...size,
    title: 'Do rules fail?',
    description:
      'Evaluations that failed, by group. Their alerts do not fire, whatever happens: Prometheus’ page of rules says why.',
    unit: 'short',
    thresholds: [1, 1],
    queries: [
      query(`sum by (group) (${byGroup(`increase(prometheus_rule_evaluation_failures_total${INTERVAL})`)})`, {
        legend: '{{group}}',
      }),
    ],
    links,
  }),
  graph({
    ...size,
    title: 'How long do rules take?',
    description:
      'As a share of the time until their next evaluation. At 100 % evaluations are left out: make the group smaller.',
    unit: 'percentunit',
    thresholds: [0.5, 1],
    queries: [query(`max by (group) (${fullness})`, { legend: '{{group}}' })],
    links,
  }),
  graph({
    ...size,
    title: 'Do alerts reach Alertmanager?',
    description: 'The share that could not be handed over. Nobody is told of them meanwhile.',
    unit: 'percentunit',
    max: 1,
    thresholds: [0.01, limit('AlertsNotReachingAlertmanager')],
    queries: [
      query(`${perAlertmanager('errors')} / (${perAlertmanager('sent')} > 0) or 0 * ${perAlertmanager('sent')}`, {
        legend: '{{alertmanager}}',
      }),
    ],
    links,
  }),
  timeline({
    ...size,
    title: 'Was the last configuration taken?',
    description:
      'Refused: the one before is still in force. The log of the backend says what is wrong with the new one.',
    queries: queries({
      Prometheus: 'min(prometheus_config_last_reload_successful)',
      Alertmanager: 'min(alertmanager_config_last_reload_successful)',
    }),
    states: { 0: { text: 'refused', color: 'red' }, 1: { text: 'taken', color: 'green' } },
    links,
  }),
  graph({
    ...size,
    title: 'How many alerts does Alertmanager have?',
    description: 'Of active ones somebody is told; suppressed: silenced, or another one says it already.',
    unit: 'short',
    queries: [query('sum by (state) (alertmanager_alerts)', { legend: '{{state}}' })],
    links,
  }),
  graph({
    ...size,
    title: 'By which ways are notifications delivered?',
    description: 'Tries over the time shown, by the way. None at all though alerts fire: no receiver is set.',
    unit: 'short',
    queries: [query(orNone(used, { integration: 'none' }), { legend: '{{integration}}' })],
    links,
  }),
  graph({
    ...size,
    title: 'Which ways of delivery fail?',
    description:
      'The share that failed, over the time shown, of ways that are used. An address, a key or the network is wrong.',
    unit: 'percentunit',
    max: 1,
    thresholds: [0.001, limit('AlertDeliveryFailing')],
    queries: [
      query(
        orNone(`${notifications('alertmanager_notifications_failed_total')} / (${used})`, { integration: 'none' }),
        { legend: '{{integration}}' },
      ),
    ],
    links,
  }),
  graph({
    ...size,
    title: 'How long does delivery take?',
    description:
      '95 % of notifications take less, over the time shown. Long: the receiver is slow, or away until it is tried again.',
    unit: 's',
    thresholds: [5, 30],
    queries: [
      query(
        orNone(`histogram_quantile(0.95, ${notifications(LATENCY, 'le, integration')}) and on (integration) ${used}`, {
          integration: 'none',
        }),
        { legend: '{{integration}}' },
      ),
    ],
    links,
  }),
];
