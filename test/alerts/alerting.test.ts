import { prove } from './support/prove.ts';
import { counter, gauge } from './support/values.ts';

const rules = (group: string) =>
  `prometheus_rule_evaluation_failures_total{service_name="prometheus", rule_group="/etc/prometheus/rules/${group}.yaml;${group}"}`;
const notified = (what: 'sent' | 'errors') =>
  `prometheus_notifications_${what}_total{service_name="prometheus", alertmanager="http://127.0.0.1:9093/api/v2/alerts"}`;
const sent = (integration: string) =>
  `alertmanager_notifications_total{service_name="alertmanager", integration="${integration}"}`;
const remote = (name: string) => (what: 'sent_timestamp' | 'timestamp') =>
  `prometheus_remote_storage_queue_highest_${what}_seconds{service_name="prometheus", remote_name="${name}"}`;
const [archive, mirror] = [remote('archive'), remote('mirror')];
const failed = (integration: string, reason = 'other') =>
  `alertmanager_notifications_failed_total{service_name="alertmanager", integration="${integration}", reason="${reason}"}`;

prove(
  'alerting',
  {
    alert: 'Watchdog',
    when: 'anything or nothing happens',
    series: {},
    firingAt: '0s',
    labels: { severity: 'none', service: 'prometheus' },
    summary: 'Alerts are delivered',
    description:
      'This alert always fires. Its receiver raises an alarm when it stops: then Prometheus, Alertmanager or the ' +
      'network behind them is broken, and no other alert arrives.',
  },
  {
    alert: 'RulesFailing',
    when: 'rules of a group have failed for 6 minutes',
    series: { [rules('memory')]: counter([0, 10], [4, 10], [0, 20]), [rules('queue')]: gauge([0, 40]) },
    silentAt: '16m',
    firingAt: '16m15s',
    resolvedAt: '25m',
    labels: { severity: 'page', service: 'prometheus', rule_group: '/etc/prometheus/rules/memory.yaml;memory' },
    summary: '20 evaluations of rules failed in 5 minutes',
    description:
      'For 6 minutes Prometheus has failed to evaluate rules of /etc/prometheus/rules/memory.yaml;memory. Their ' +
      'alerts do not fire, whatever happens.',
  },
  {
    alert: 'RulesFailing',
    when: 'rules failed a day ago, or for a minute',
    series: { [rules('memory')]: gauge([12, 33]), [rules('queue')]: counter([0, 10], [60, 1], [0, 20]) },
    silentUntil: '33m',
  },
  {
    alert: 'AlertsNotReachingAlertmanager',
    when: 'more than a tenth of the alerts have not reached Alertmanager for 6 minutes',
    series: { [notified('sent')]: counter([40, 40]), [notified('errors')]: counter([0, 10], [4.2, 20], [0, 10]) },
    silentAt: '20m45s',
    firingAt: '21m',
    resolvedAt: '35m',
    labels: { severity: 'page', service: 'prometheus', alertmanager: 'http://127.0.0.1:9093/api/v2/alerts' },
    summary: '10.5% of alerts do not reach Alertmanager',
    description:
      'For 6 minutes Prometheus has failed to send alerts to http://127.0.0.1:9093/api/v2/alerts. Nobody is notified ' +
      'of the alerts that are lost.',
  },
  {
    alert: 'AlertsNotReachingAlertmanager',
    when: 'exactly a tenth does not reach it, none does for a minute, or there are no alerts',
    series: {
      [notified('sent')]: counter([40, 40], [0, 20]),
      [notified('errors')]: counter([4, 20], [40, 1], [4, 19], [0, 20]),
    },
    silentUntil: '60m',
  },
  {
    alert: 'AlertDeliveryFailing',
    when: 'notifications by one integration have failed for 2 minutes',
    series: {
      [sent('slack')]: counter([200, 40]),
      [failed('slack')]: counter([0, 10], [1.1, 20], [0, 10]),
      [failed('slack', 'clientError')]: counter([0, 10], [1, 20], [0, 10]),
      [sent('webhook')]: counter([2, 40]),
      [failed('webhook')]: gauge([0, 40]),
    },
    silentAt: '16m45s',
    firingAt: '17m',
    resolvedAt: '35m',
    labels: { severity: 'page', service: 'alertmanager', integration: 'slack' },
    summary: '1.05% of notifications by slack fail',
    description:
      'For 2 minutes Alertmanager has failed to deliver notifications by slack: an address, a key or the network is ' +
      'wrong. Other receivers are not affected.',
  },
  {
    alert: 'AlertDeliveryFailing',
    when: 'exactly one in a hundred fails, or there are none',
    series: { [sent('slack')]: counter([200, 40], [0, 20]), [failed('slack')]: counter([2, 40], [0, 20]) },
    silentUntil: '60m',
  },
  {
    alert: 'RemoteWriteFailing',
    when: 'one of two remote storages has been 2 minutes behind for 15 minutes',
    series: {
      [archive('timestamp')]: counter([60, 40]),
      [archive('sent_timestamp')]: counter([60, 10], [0, 19], [600, 2], [60, 9]),
      [mirror('timestamp')]: counter([60, 40]),
      [mirror('sent_timestamp')]: counter([60, 40]),
    },
    silentAt: '27m',
    firingAt: '27m15s',
    resolvedAt: '32m',
    labels: { severity: 'ticket', service: 'prometheus', remote_name: 'archive' },
    summary: 'Samples do not reach the remote storage archive in time',
    description:
      'For 15 minutes the newest samples in archive have been more than 2 minutes old: the remote storage is down, too ' +
      'slow, or refuses the samples. Prometheus keeps what waits for about 2 hours.',
  },
  {
    alert: 'RemoteWriteFailing',
    when: 'a remote storage is away for 10 minutes, and then takes what waited',
    series: {
      [archive('timestamp')]: counter([60, 40]),
      [archive('sent_timestamp')]: counter([60, 10], [0, 10], [180, 5], [60, 15]),
    },
    silentUntil: '40m',
  },
);
