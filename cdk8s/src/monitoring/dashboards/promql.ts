import type { MetricDefinition } from '@triptych/telemetry/catalogue';

/** Replaced by Grafana with a time that always has enough samples for a rate. */
export const INTERVAL = '[$__rate_interval]';
/** The services chosen at the head of the dashboard. */
export const CHOSEN = 'service_name=~"$service"';

/** Increases a second of a counter, or of a histogram's count. */
export function rate({ name, type }: Pick<MetricDefinition, 'name' | 'type'>, where = ''): string {
  return `rate(${type === 'histogram' ? `${name}_count` : name}${where && `{${where}}`}${INTERVAL})`;
}

/** The value that 95 % of a histogram's measurements are below, for each value of a label or for all together. */
export function p95({ name }: MetricDefinition, by = '', where = ''): string {
  const labels = ['le', ...(by ? [by] : [])].join(', ');
  return `histogram_quantile(0.95, sum by (${labels}) (rate(${name}_bucket${where && `{${where}}`}${INTERVAL})))`;
}
