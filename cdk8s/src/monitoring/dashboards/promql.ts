import type { MetricDefinition } from '@triptych/catalogue';

/** Replaced by Grafana with a time that always has enough samples for a rate. */
export const INTERVAL = '[$__rate_interval]';
/** The services chosen at the head of the dashboard; of one alone, too, as a link may bring more along. */
export const CHOSEN = 'service_name=~"$service"';

type Named = Pick<MetricDefinition, 'name'>;

/** Increases a second of a counter, or of a histogram's count. */
export function rate({ name, type }: Pick<MetricDefinition, 'name' | 'type'>, where = ''): string {
  return `rate(${type === 'histogram' ? `${name}_count` : name}${where && `{${where}}`}${INTERVAL})`;
}

/** The value that a share of a histogram's measurements are below, for each value of labels or for all together. */
export function quantile(share: number, { name }: Named, by = '', where = ''): string {
  const labels = ['le', ...(by ? [by] : [])].join(', ');
  return `histogram_quantile(${share}, sum by (${labels}) (rate(${name}_bucket${where && `{${where}}`}${INTERVAL})))`;
}

export const p95 = (metric: Named, by = '', where = ''): string => quantile(0.95, metric, by, where);

/** A part of all; 0 where there is no such part, as what has never happened has no series. */
export const share = (part: string, all: string): string => `(${part} or 0 * ${all}) / ${all}`;

/** One number: a part of all, and 0 where there is nothing at all, rather than 0 by 0. */
export const shareOrZero = (part: string, all: string): string =>
  `(sum(${part}) or vector(0)) / (sum(${all}) > 0) or vector(0)`;

/** A query that, where it finds nothing, says so by a series with these labels and the value 0. */
export function orNone(expr: string, labels: Readonly<Record<string, string>>): string {
  const none = Object.entries(labels).reduce(
    (series, [label, text]) => `label_replace(${series}, "${label}", "${text}", "", "")`,
    'vector(0)',
  );
  return `${expr} or on () ${none}`;
}
