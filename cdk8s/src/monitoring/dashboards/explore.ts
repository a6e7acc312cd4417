import { DashboardLinkBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { JAEGER, LOKI } from './datasources.ts';

/** A search as Grafana's Jaeger data source has it. */
export interface TraceSearch {
  readonly service: string;
  readonly operation?: string;
  /** As logfmt: `error=true`. */
  readonly tags?: string;
  readonly minDuration?: string;
}

/** The service whose series was clicked on. */
export const SERVICE = label('service_name');
/** The value that was clicked on, for panels in seconds: "no faster than this". */
export const THIS_LONG = `\${__value.raw}s`;

/** A label of the series that was clicked on, as a variable of data links. */
export function label(name: string): string {
  return `\${__field.labels.${name}}`;
}

/** A link from a series to traces, in Explore, over the time that the dashboard shows. */
export function traces(title: string, search: TraceSearch): DashboardLinkBuilder {
  return link(title, JAEGER, { queryType: 'search', limit: 20, ...search });
}

/** A link from a series to log lines, in Explore, over the time that the dashboard shows. */
export function lines(title: string, expr: string): DashboardLinkBuilder {
  return link(title, LOKI, { queryType: 'range', expr });
}

function link(title: string, datasource: { type: string; uid: string }, query: object): DashboardLinkBuilder {
  const pane = {
    datasource: datasource.uid,
    queries: [{ refId: 'A', datasource, ...query }],
    range: { from: `\${__from}`, to: `\${__to}` },
  };
  const url = `/explore?schemaVersion=1&panes=${encode({ a: pane })}`;
  return new DashboardLinkBuilder(title).url(url);
}

/** Encoded for an address, all but the variables: Grafana replaces them in the text as it stands. */
function encode(value: object): string {
  const variable = /%24%7B(.*?)%7D/g;
  return encodeURIComponent(JSON.stringify(value)).replace(variable, (_, name) => `\${${decodeURIComponent(name)}}`);
}
