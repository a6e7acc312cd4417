import { DataqueryBuilder as LokiQuery } from '@grafana/grafana-foundation-sdk/loki';
import { DataqueryBuilder as PrometheusQuery, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import type { MetricDefinition } from '@triptych/catalogue';
import { LOKI, PROMETHEUS } from '../datasources.ts';
import { quantile } from './promql.ts';

export type { LokiQuery, PrometheusQuery };

/** A query over the time of the dashboard; `exemplars` shows exemplars of a histogram as points that link to traces. */
export function query(
  expr: string,
  { legend = '', refId = 'A', exemplars = false, instant = false } = {},
): PrometheusQuery {
  const made = new PrometheusQuery().expr(expr).refId(refId).legendFormat(legend).datasource(PROMETHEUS);
  if (instant) return made.instant();
  return exemplars ? made.range().exemplar(true) : made.range();
}

/** A query for a heat map: a row for each bucket of a histogram, with exemplars as points that link to traces. */
export function buckets(expr: string): PrometheusQuery {
  return query(expr, { legend: '{{le}}', exemplars: true }).format(PromQueryFormat.Heatmap);
}

/** A query for a table, evaluated at the end of the time shown: a row for each series, a column for each label. */
export function rowsOf(expr: string, refId: string): PrometheusQuery {
  return query(expr, { refId, instant: true }).format(PromQueryFormat.Table);
}

/** A query that counts log lines. */
export function lineCount(expr: string, { legend = '', instant = false } = {}): LokiQuery {
  return lineQuery(expr, instant ? 'instant' : 'range').legendFormat(legend);
}

/** A query for log lines. */
export function lineQuery(expr: string, queryType: 'range' | 'instant' = 'range'): LokiQuery {
  return new LokiQuery().expr(expr).queryType(queryType).refId('A').datasource(LOKI);
}

/** The queries A, B, C, … of one panel, by the legend of their series. */
export function queries(named: Readonly<Record<string, string>>): PrometheusQuery[] {
  return Object.entries(named).map(([legend, expr], i) => query(expr, { legend, refId: refId(i) }));
}

/** Quantiles of a histogram, the last one with exemplars. */
export function percentiles(
  metric: Pick<MetricDefinition, 'name'>,
  shares: readonly number[],
  { by = '', where = '' } = {},
): PrometheusQuery[] {
  return shares.map((share, i) =>
    query(quantile(share, metric, by, where), {
      legend: `${share * 100} %`,
      refId: refId(i),
      exemplars: i === shares.length - 1,
    }),
  );
}

const refId = (i: number): string => String.fromCharCode(65 + i);
