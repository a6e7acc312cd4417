import type { Context } from './context.ts';
import { ruleFiles } from './monitoring/alerts/files.ts';
import { GRAFANA, RUNBOOKS } from './monitoring/rules/links.ts';
import { replaced } from './replaced.ts';

const FOLDER = 'backends/rules';

/** The rules of alerts, by the names of their files, with links that lead where the values say. */
export function rulesOf(context: Context): { name: string; text: string }[] {
  const { grafanaUrl, runbooksUrl } = context.values.alerts;
  return ruleFiles().map(({ name, yaml }) => {
    const text = context.file(`${FOLDER}/${name}`);
    // Recording rules link to nothing.
    if (!yaml.includes(GRAFANA)) return { name, text };
    return { name, text: replaced(replaced(text, GRAFANA, grafanaUrl), RUNBOOKS, `${runbooksUrl}/`) };
  });
}
