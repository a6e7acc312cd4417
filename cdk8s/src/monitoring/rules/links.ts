import { JAEGER, LOKI } from '../datasources.ts';
import { explorePath, type TraceSearch } from '../explore.ts';

/** The addresses in the committed rules; the chart and the local runner replace them. */
export const GRAFANA = 'http://localhost:3000';
export const RUNBOOKS = 'docs/runbooks/';

const RANGE = { from: 'now-1h', to: 'now' };

/** A link to the traces that matter to an alert, in Explore. */
export const traces = (search: TraceSearch): string =>
  GRAFANA + explorePath(JAEGER, { queryType: 'search', limit: 20, ...search }, RANGE);

/** A link to the log lines that matter to an alert, in Explore. */
export const lines = (expr: string): string => GRAFANA + explorePath(LOKI, { queryType: 'range', expr }, RANGE);

/** A link to a dashboard, by its uid, with its variables set. */
export function dashboard(uid: string, variables: Readonly<Record<string, string>> = {}): string {
  const set = Object.entries(variables).map(([name, value]) => `&var-${name}=${value}`);
  return `${GRAFANA}/d/${uid}?from=${RANGE.from}&to=${RANGE.to}${set.join('')}`;
}

/** The path of the runbook of an alert. */
export const runbook = (alert: string): string => `${RUNBOOKS}${alert}.md`;
