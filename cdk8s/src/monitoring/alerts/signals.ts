import { METRICS } from '@triptych/catalogue';
import { alert } from '../rules/alert.ts';
import { COUNT, dashboard, label, lines, traces } from '../rules/links.ts';
import { gained, query, REQUESTS, SERVICES } from '../rules/promql.ts';
import type { RuleGroup } from '../rules/rule.ts';

const SERVICE = label('service_name');
const telemetry = dashboard('triptych-telemetry');
const delayed = lines(`{service="${SERVICE}"} |~ "telemetry (delayed|resumed|lost)"`);
const answers = `sum by (service_name) (increase(${REQUESTS}{${SERVICES}}[10m])) > 20`;
const sent = (signal: string) =>
  `sum by (service_name) (increase(${METRICS.telemetrySent.name}{signal="${signal}"}[10m])) > 0`;

/** Services that answer, and that a signal is missing of; telemetry that a service gave up on. */
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
      description: `Nothing that ${SERVICE} counts has arrived for 3 minutes, so no other alert about it can fire.`,
      dashboard: telemetry,
      query: delayed,
    }),
    alert({
      name: 'TracesMissing',
      severity: 'ticket',
      expr: query(answers, `unless on (service_name) ${sent('traces')}`),
      for: '5m',
      summary: `${SERVICE} answers requests, but sends no traces`,
      description: `${SERVICE} answered ${COUNT} requests in 10 minutes, and the Collector took no span of it.`,
      dashboard: telemetry,
      query: lines(`{service="${SERVICE}"} |= "telemetry"`),
    }),
    alert({
      name: 'LogsMissing',
      severity: 'ticket',
      expr: query(answers, `unless on (service_name) ${sent('logs')}`),
      for: '5m',
      summary: `${SERVICE} answers requests, but sends no log lines`,
      description: `${SERVICE} answered ${COUNT} requests in 10 minutes, and the Collector took no line of it. Its stdout has them.`,
      dashboard: telemetry,
      query: traces({ service: SERVICE }),
    }),
    alert({
      name: 'TelemetryDropped',
      severity: 'ticket',
      expr: `sum by (service_name, signal) ${gained(METRICS.telemetryDropped.name, '10m')} > 0`,
      summary: `${SERVICE} gave up on ${COUNT} items of ${label('signal')}`,
      description:
        `${SERVICE} could not hand over ${COUNT} spans or log lines in 10 minutes and had no more room for them: ` +
        'the Collector is away, too slow, or refuses them. What is shown of that time is not all that happened.',
      dashboard: telemetry,
      query: delayed,
    }),
  ],
};
