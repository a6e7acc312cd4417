import { alert } from '../rules/alert.ts';
import { COUNT, dashboard, label, lines } from '../rules/links.ts';
import type { RuleGroup } from '../rules/rule.ts';

const backends = dashboard('triptych-backends');
const starts = lines('{service=~".+"} |= "service started"');

/** Than the window: what fails once, and works when it is tried again, is no reason to get up. */
const LONGER = '6m';

/** What alerts themselves depend on. */
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
        'Always fires. Whoever receives it raises an alarm when it ends: then Prometheus, Alertmanager or the way from ' +
        'there is broken, and no other alert arrives.',
      dashboard: backends,
      query: starts,
    }),
    alert({
      name: 'RulesFailing',
      severity: 'page',
      service: 'prometheus',
      expr: 'sum by (rule_group) (increase(prometheus_rule_evaluation_failures_total[5m])) > 0',
      for: LONGER,
      summary: `${COUNT} evaluations of rules failed`,
      description: `Rules of ${label('rule_group')} cannot be evaluated, so their alerts do not fire, whatever happens.`,
      dashboard: backends,
      query: starts,
    }),
    alert({
      name: 'AlertsNotReachingAlertmanager',
      severity: 'page',
      service: 'prometheus',
      expr: 'sum by (alertmanager) (rate(prometheus_notifications_errors_total[5m])) / sum by (alertmanager) (rate(prometheus_notifications_sent_total[5m])) > 0.1',
      for: LONGER,
      summary: '{{ $value | humanizePercentage }} of alerts do not reach Alertmanager',
      description: `Prometheus cannot hand its alerts to ${label('alertmanager')}. Nobody is told of them meanwhile.`,
      dashboard: backends,
      query: starts,
    }),
    alert({
      name: 'AlertDeliveryFailing',
      severity: 'page',
      service: 'alertmanager',
      expr: 'sum by (integration) (rate(alertmanager_notifications_failed_total[5m])) / sum by (integration) (rate(alertmanager_notifications_total[5m])) > 0.01',
      for: '2m',
      summary: `{{ $value | humanizePercentage }} of notifications by ${label('integration')} fail`,
      description: `Alertmanager tries to deliver by ${label('integration')} and fails: an address, key or network is wrong. Other ways still work.`,
      dashboard: backends,
      query: starts,
    }),
  ],
};
