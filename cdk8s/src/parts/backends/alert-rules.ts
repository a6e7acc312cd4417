import { ruleFiles } from '../../monitoring/alerts/files.ts';
import { GRAFANA, RUNBOOKS } from '../../monitoring/rules/links.ts';
import { replaced } from '../../template/replaced.ts';
import type { Context } from '../base/context.ts';

const FOLDER = 'backends/rules';

/** The files of rules by name, with the links of the values. */
export function rulesOf(context: Context): { name: string; text: string }[] {
  const { grafanaUrl, runbooksUrl } = context.values.alerts;
  return ruleFiles().map(({ name, yaml }) => {
    const text = context.file(`${FOLDER}/${name}`);
    // Recording rules have no links.
    if (!yaml.includes(GRAFANA)) return { name, text };
    return { name, text: replaced(replaced(text, GRAFANA, grafanaUrl), RUNBOOKS, `${runbooksUrl}/`) };
  });
}
