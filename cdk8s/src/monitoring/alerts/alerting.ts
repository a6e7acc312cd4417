import { alert } from '../rules/alert.ts';
import { dashboard, lines } from '../rules/links.ts';
import type { RuleGroup } from '../rules/rule.ts';
import { counted, label, SHARE } from '../rules/text.ts';
import { THRESHOLD, THRESHOLD_TEXT } from '../rules/threshold.ts';

const backends = dashboard('triptych-backends');
const starts = lines('{service=~".+"} |= "service started"');

/** Longer than the window: what fails once and works at the next try wakes nobody. */
const LONGER = '6m';

/** What all alerts depend on: rules, the way to Alertmanager, and deliveries. */
export const alerting: RuleGroup = {
  name: 'alerting',
  rules: [
    alert({
      name: 'Watchdog',
      severity: 'none',
      service: 'prometheus',
      expr: 'vector(1)',
      summary: 'Alerts are delivered',
      description:
        'This alert always fires. Its receiver raises an alarm when it stops: then Prometheus, Alertmanager or the ' +
        'network behind them is broken, and no other alert arrives.',
      dashboard: backends,
      query: starts,
    }),
    alert({
      name: 'RulesFailing',
      severity: 'page',
      service: 'prometheus',
      expr: 'sum by (rule_group) (increase(prometheus_rule_evaluation_failures_total[5m])) > 0',
      for: LONGER,
      summary: `${counted('evaluation of rules', 'evaluations of rules')} failed in 5 minutes`,
      description:
        `For 6 minutes Prometheus has failed to evaluate rules of ${label('rule_group')}. Their alerts do not fire, ` +
        'whatever happens.',
      dashboard: backends,
      query: starts,
    }),
    alert({
      name: 'AlertsNotReachingAlertmanager',
      severity: 'page',
      service: 'prometheus',
      expr:
        'sum by (alertmanager) (rate(prometheus_notifications_errors_total[5m])) / sum by (alertmanager) ' +
        `(rate(prometheus_notifications_sent_total[5m])) > ${THRESHOLD}`,
      threshold: {
        value: 0.1,
        meaning: 'Share of alerts that do not reach Alertmanager (0 to 1), above which the alert fires',
        most: 1,
      },
      for: LONGER,
      summary: `${SHARE} of alerts do not reach Alertmanager`,
      description:
        `For 6 minutes Prometheus has failed to send alerts to ${label('alertmanager')}. Nobody is notified of the ` +
        'alerts that are lost.',
      dashboard: backends,
      query: starts,
    }),
    alert({
      name: 'AlertDeliveryFailing',
      severity: 'page',
      service: 'alertmanager',
      expr:
        'sum by (integration) (rate(alertmanager_notifications_failed_total[5m])) / sum by (integration) ' +
        `(rate(alertmanager_notifications_total[5m])) > ${THRESHOLD}`,
      threshold: {
        value: 0.01,
        meaning: 'Share of notifications of a receiver that fail (0 to 1), above which the alert fires',
        most: 1,
      },
      for: '2m',
      summary: `${SHARE} of notifications by ${label('integration')} fail`,
      description:
        `For 2 minutes Alertmanager has failed to deliver notifications by ${label('integration')}: an address, a ` +
        'key or the network is wrong. Other receivers are not affected.',
      dashboard: backends,
      query: starts,
    }),
    alert({
      name: 'RemoteWriteFailing',
      severity: 'ticket',
      service: 'prometheus',
      expr:
        'max by (remote_name) (prometheus_remote_storage_queue_highest_timestamp_seconds - ' +
        `prometheus_remote_storage_queue_highest_sent_timestamp_seconds) > ${THRESHOLD}`,
      threshold: {
        value: 120,
        meaning: 'Seconds since the newest sample in a remote storage, above which the alert fires',
        shown: 'minutes',
      },
      for: '15m',
      summary: `Samples do not reach the remote storage ${label('remote_name')} in time`,
      description:
        `For 15 minutes the newest samples in ${label('remote_name')} have been more than ${THRESHOLD_TEXT} old: the remote storage ` +
        'is down, too slow, or refuses the samples. Prometheus keeps what waits for about 2 hours.',
      dashboard: backends,
      query: starts,
    }),
  ],
};
