import type { DataSourceRef } from './datasources.ts';

/** A search of Grafana's Jaeger data source. */
export interface TraceSearch {
  readonly service: string;
  readonly operation?: string;
  /** As logfmt: `error=true`. */
  readonly tags?: string;
  readonly minDuration?: string;
}

/** The path within Grafana that shows one query in Explore. */
export function explorePath(datasource: DataSourceRef, query: object, range: { from: string; to: string }): string {
  const pane = { datasource: datasource.uid, queries: [{ refId: 'A', datasource, ...query }], range };
  return `/explore?schemaVersion=1&panes=${encode({ a: pane })}`;
}

/**
 * Encodes a value for a URL, except what is replaced later in the text: `${variables}` by Grafana, `{{ templates }}` by
 * Prometheus.
 */
function encode(value: object): string {
  const replaced = /%24%7B.*?%7D|%7B%7B.*?%7D%7D/g;
  return encodeURIComponent(JSON.stringify(value)).replace(replaced, (text) => decodeURIComponent(text));
}
