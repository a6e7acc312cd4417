import { METRICS } from '@triptych/catalogue';
import type { RecordingRule, RuleGroup } from '../rules/rule.ts';

const REQUESTS = METRICS.httpServerRequestDuration.name;
const renamed = (series: string) =>
  `label_replace(label_replace(${series}, "service", "$1", "service_name", "(.+)"), "path", "$1", "http_route", "(.+)")`;

const QUANTILES = ['0.5', '0.95', '0.99'];
const summary = (record: string, expr: (quantile: string) => string): RecordingRule[] =>
  QUANTILES.map((quantile) => ({ record, expr: expr(quantile), labels: { quantile } }));

/** Short names for people, see docs/metrics.md. Rules and dashboards use the long ones. */
export const shortcuts: RuleGroup = {
  name: 'shortcuts',
  interval: '30s',
  rules: [
    { record: 'http_request_count', expr: `sum by (service, path) (${renamed(`${REQUESTS}_count`)})` },
    ...summary(
      'http_request_duration',
      (quantile) =>
        `histogram_quantile(${quantile}, sum by (le, service, path) (${renamed(`rate(${REQUESTS}_bucket[5m])`)}))`,
    ),
    ...summary(
      'image_svc_conversion_duration',
      (quantile) =>
        `histogram_quantile(${quantile}, sum by (le, format_out) (rate(${METRICS.conversionDuration.name}_bucket{outcome="ok"}[5m])))`,
    ),
  ],
};
