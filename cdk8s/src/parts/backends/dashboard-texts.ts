import { dashboards } from '../../monitoring/dashboards/index.ts';
import type { Context } from '../base/context.ts';
import { withThresholds } from './thresholds.ts';

const FILES = dashboards().sort((a, b) => (a.name < b.name ? -1 : 1));

/** The dashboards, by the name of their file and in its order, with lines at the thresholds of the values. */
export function dashboardTexts(context: Context): ReadonlyMap<string, string> {
  const texts = FILES.map(
    ({ name, template }) => [name, withThresholds(context, `backends/grafana/dashboards/${name}`, template)] as const,
  );
  return new Map(texts);
}
