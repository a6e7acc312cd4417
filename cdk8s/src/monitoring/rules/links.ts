import { JAEGER, LOKI } from '../datasources.ts';
import { explorePath, type TraceSearch } from '../explore.ts';

/** Where Grafana and the runbooks are, unless the chart's values or the local runner put another address in place. */
export const GRAFANA = 'http://localhost:3000';
export const RUNBOOKS = 'docs/runbooks/';

const RANGE = { from: 'now-1h', to: 'now' };

/** A label of the series that an alert is about. */
export const label = (name: string): string => `{{ $labels.${name} }}`;

/** The value as a number of things: rates are extrapolated, and give 5.13 of them. */
export const COUNT = '{{ printf "%.0f" $value }}';

/** The traces that matter to an alert, in Explore. */
export const traces = (search: TraceSearch): string =>
  GRAFANA + explorePath(JAEGER, { queryType: 'search', limit: 20, ...search }, RANGE);

/** The log lines that matter to an alert, in Explore. */
export const lines = (expr: string): string => GRAFANA + explorePath(LOKI, { queryType: 'range', expr }, RANGE);

/** A dashboard by its uid, with its variables set. */
export function dashboard(uid: string, variables: Readonly<Record<string, string>> = {}): string {
  const set = Object.entries(variables).map(([name, value]) => `&var-${name}=${value}`);
  return `${GRAFANA}/d/${uid}?from=${RANGE.from}&to=${RANGE.to}${set.join('')}`;
}

export const runbook = (alert: string): string => `${RUNBOOKS}${alert}.md`;
