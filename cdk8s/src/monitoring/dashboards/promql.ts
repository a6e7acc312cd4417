import { type MetricDefinition, SYNTHETIC } from '@triptych/catalogue';
import { OF_USERS } from '../rules/promql.ts';

/** Grafana replaces it with a window that always has enough samples for a rate. */
export const INTERVAL = '[$__rate_interval]';
/** Selects the services that are chosen at the top of the dashboard; a link may choose several even where one is expected. */
export const CHOSEN = 'service_name=~"$service"';

type Named = Pick<MetricDefinition, 'name'> & Partial<Pick<MetricDefinition, 'labels'>>;

/** Matchers in braces; none without matchers. Traffic is that of users alone. */
function matchers({ labels = {} }: Named, where: string): string {
  const all = [where, Object.hasOwn(labels, SYNTHETIC.label) ? OF_USERS : ''].filter((one) => one !== '');
  return all.length > 0 ? `{${all.join(', ')}}` : '';
}

/** Increases a second of a counter, or of a histogram's count. */
export function rate(metric: Named & Pick<MetricDefinition, 'type'>, where = ''): string {
  const { name, type } = metric;
  return `rate(${type === 'histogram' ? `${name}_count` : name}${matchers(metric, where)}${INTERVAL})`;
}

/** The quantile of a histogram, for each value of the labels `by` or for all together. */
export function quantile(share: number, metric: Named, by = '', where = ''): string {
  const labels = ['le', ...(by ? [by] : [])].join(', ');
  return `histogram_quantile(${share}, sum by (${labels}) (rate(${metric.name}_bucket${matchers(metric, where)}${INTERVAL})))`;
}

export const p95 = (metric: Named, by = '', where = ''): string => quantile(0.95, metric, by, where);

/** A part divided by all; 0 where the part has no series, since it never happened. */
export const share = (part: string, all: string): string => `(${part} or 0 * ${all}) / ${all}`;

/** One number: a part divided by all; 0 where all is 0. */
export const shareOrZero = (part: string, all: string): string =>
  `(sum(${part}) or vector(0)) / (sum(${all}) > 0) or vector(0)`;

/** A query that gives one series with these labels and the value 0 where it finds nothing. */
export function orNone(expr: string, labels: Readonly<Record<string, string>>): string {
  const none = Object.entries(labels).reduce(
    (series, [label, text]) => `label_replace(${series}, "${label}", "${text}", "", "")`,
    'vector(0)',
  );
  return `${expr} or on () ${none}`;
}
