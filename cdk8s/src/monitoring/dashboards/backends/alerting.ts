import { limit } from '../limit.ts';
import { graph, type Size, timeline } from '../panels.ts';
import { INTERVAL, orNone } from '../promql.ts';
import { queries, query } from '../queries.ts';
import { linesOfCollector } from '../shared/delivery.ts';

const links = [linesOfCollector];
/** The label `rule_group` is FILE;NAME. */
const byGroup = (series: string) => `label_replace(${series}, "group", "$1", "rule_group", ".*;(.+)")`;
const fullness = byGroup('prometheus_rule_group_last_duration_seconds / prometheus_rule_group_interval_seconds');
const perAlertmanager = (what: string) =>
  `sum by (alertmanager) (rate(prometheus_notifications_${what}_total${INTERVAL}))`;
const LATENCY = 'alertmanager_notification_latency_seconds_bucket';
const notifications = (series: string, by = 'integration') => `sum by (${by}) (increase(${series}[$__range]))`;
/** Integrations in use: Alertmanager has a series for every integration that it knows. */
const used = `${notifications('alertmanager_notifications_total')} > 0`;

export const alerting = (size: Size) => [
  graph({
    ...size,
    title: 'Do rules fail?',
    description:
      'Failed evaluations, by group. The alerts of such a group do not fire, whatever happens. The page of rules in ' +
      'Prometheus shows the reason.',
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
    title: 'How long do evaluations of rules take?',
    description:
      'Time of an evaluation as a share of the interval between two evaluations. At 100 % Prometheus skips ' +
      'evaluations: make the group smaller.',
    unit: 'percentunit',
    thresholds: [0.5, 1],
    queries: [query(`max by (group) (${fullness})`, { legend: '{{group}}' })],
    links,
  }),
  graph({
    ...size,
    title: 'Do alerts reach Alertmanager?',
    description: 'Share of alerts that Prometheus could not send to Alertmanager. Nobody is notified of these alerts.',
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
    title: 'Was the last configuration loaded?',
    description:
      'Refused: the previous configuration is still in force. The log of the backend says what is wrong with the new ' +
      'one.',
    queries: queries({
      Prometheus: 'min(prometheus_config_last_reload_successful)',
      Alertmanager: 'min(alertmanager_config_last_reload_successful)',
    }),
    states: { 0: { text: 'refused', color: 'red' }, 1: { text: 'loaded', color: 'green' } },
    links,
  }),
  graph({
    ...size,
    title: 'How many alerts does Alertmanager have?',
    description:
      'Active: receivers are notified. Suppressed: somebody silenced the alert, or an alert on its cause inhibits it.',
    unit: 'short',
    queries: [query('sum by (state) (alertmanager_alerts)', { legend: '{{state}}' })],
    links,
  }),
  graph({
    ...size,
    title: 'How many notifications are sent, and by which integration?',
    description:
      'Attempts over the time shown, by integration. If alerts fire and there is no attempt, no receiver is ' +
      'configured.',
    unit: 'short',
    queries: [query(orNone(used, { integration: 'none' }), { legend: '{{integration}}' })],
    links,
  }),
  graph({
    ...size,
    title: 'Which integrations fail?',
    description:
      'Share of failed notifications over the time shown, by integration. An address, a key or the network is wrong.',
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
      '95 % of notifications over the time shown take less than this. A long time means that the receiver is slow, ' +
      'or was down and Alertmanager tried again.',
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
