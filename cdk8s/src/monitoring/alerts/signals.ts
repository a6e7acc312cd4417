import { METRICS } from '@triptych/catalogue';
import { alert } from '../rules/alert.ts';
import { dashboard, lines, traces } from '../rules/links.ts';
import { gained, query, REQUESTS, SERVICES } from '../rules/promql.ts';
import type { RuleGroup } from '../rules/rule.ts';
import { COUNT, counted, label } from '../rules/text.ts';
import { THRESHOLD } from '../rules/threshold.ts';

const SERVICE = label('service_name');
const telemetry = dashboard('triptych-telemetry');
const telemetryLines = lines(`{service="${SERVICE}"} |~ "telemetry (delayed|resumed|lost)"`);
const busy = `sum by (service_name) (increase(${REQUESTS}{${SERVICES}}[10m])) > ${THRESHOLD}`;
const ENOUGH = {
  value: 20,
  meaning: 'Requests to a service in 10 minutes, above which the alert fires when the signal is missing',
} as const;
const sent = (signal: string) =>
  `sum by (service_name) (increase(${METRICS.telemetrySent.name}{signal="${signal}"}[10m])) > 0`;

/** Services that answer while one of their signals is missing, and telemetry that a service dropped. */
export const signals: RuleGroup = {
  name: 'signals',
  rules: [
    alert({
      name: 'MetricsMissing',
      severity: 'ticket',
      expr: query(
        'max by (service_name) (up{job="services"}) == 1',
        `unless on (service_name) count by (service_name) (count_over_time(process_start_time_seconds{${SERVICES}}[1m]))`,
      ),
      for: '2m',
      summary: `${SERVICE} answers, but its metrics do not arrive`,
      description: `No metric of ${SERVICE} has arrived for 3 minutes, so no other alert about it can fire.`,
      dashboard: telemetry,
      query: telemetryLines,
    }),
    alert({
      name: 'TracesMissing',
      severity: 'ticket',
      expr: query(busy, `unless on (service_name) ${sent('traces')}`),
      threshold: ENOUGH,
      for: '5m',
      summary: `${SERVICE} answers requests, but sends no traces`,
      description:
        `In the last 10 minutes ${SERVICE} answered ${COUNT} requests, but the Collector accepted no span from it. ` +
        'These requests have no traces.',
      dashboard: telemetry,
      query: lines(`{service="${SERVICE}"} |= "telemetry"`),
    }),
    alert({
      name: 'LogsMissing',
      severity: 'ticket',
      expr: query(busy, `unless on (service_name) ${sent('logs')}`),
      threshold: ENOUGH,
      for: '5m',
      summary: `${SERVICE} answers requests, but sends no log lines`,
      description:
        `In the last 10 minutes ${SERVICE} answered ${COUNT} requests, but the Collector accepted no log line from ` +
        'it. The lines are on its stdout.',
      dashboard: telemetry,
      query: traces({ service: SERVICE }),
    }),
    alert({
      name: 'TelemetryDropped',
      severity: 'ticket',
      expr: `sum by (service_name, signal) ${gained(METRICS.telemetryDropped.name, '10m')} > 0`,
      summary: `${SERVICE} dropped ${counted('item', 'items')} (${label('signal')})`,
      description:
        `In the last 10 minutes ${SERVICE} dropped ${counted('item', 'items')} (${label('signal')}) because its ` +
        'queue was full: the Collector is down, too slow, or refuses data. What the backends show of that time is incomplete.',
      dashboard: telemetry,
      query: telemetryLines,
    }),
  ],
};
