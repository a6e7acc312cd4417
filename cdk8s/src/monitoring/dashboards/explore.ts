import { DashboardLinkBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { type DataSourceRef, JAEGER, LOKI } from '../datasources.ts';
import { explorePath, type TraceSearch } from '../explore.ts';
import type { PageName } from './page.ts';

/** The service of the clicked series. */
export const SERVICE = label('service_name');
/** The clicked value as a duration, for panels in seconds. */
export const THIS_LONG = `\${__value.raw}s`;
/** The time that the dashboard shows. */
const RANGE = { from: `\${__from}`, to: `\${__to}` };

/** A label of the clicked series, as a variable of data links. */
export function label(name: string): string {
  return `\${__field.labels.${name}}`;
}

/** A column of the clicked row, as a variable of data links of a table. */
export function column(name: string): string {
  return `\${__data.fields.${name}}`;
}

/** A link from a series to traces, in Explore, over the time that the dashboard shows. */
export function traces(title: string, search: TraceSearch): DashboardLinkBuilder {
  return explore(title, JAEGER, { queryType: 'search', limit: 20, ...search });
}

/** A link from a series to log lines, in Explore, over the time that the dashboard shows. */
export function lines(title: string, expr: string): DashboardLinkBuilder {
  return explore(title, LOKI, { queryType: 'range', expr });
}

/** A link from a series to another dashboard, with its variables set, over the time that this one shows. */
export function toPage(
  title: string,
  name: PageName,
  variables: Readonly<Record<string, string>> = {},
): DashboardLinkBuilder {
  const set = Object.entries(variables).map(([variable, value]) => `&var-${variable}=${value}`);
  const url = `/d/triptych-${name}?from=${RANGE.from}&to=${RANGE.to}${set.join('')}`;
  return new DashboardLinkBuilder(title).url(url);
}

function explore(title: string, datasource: DataSourceRef, query: object): DashboardLinkBuilder {
  return new DashboardLinkBuilder(title).url(explorePath(datasource, query, RANGE));
}

/** Links of every series that has a service. */
export const itsTraces = traces('Its traces', { service: SERVICE });
export const itsLines = lines('Its log lines', `{service="${SERVICE}"}`);
export const itsPage = toPage('Its dashboard', 'service', { service: SERVICE });
