import { parse } from 'yaml';
import { ruleFiles } from '../../monitoring/alerts/files.ts';
import { GRAFANA, RUNBOOKS } from '../../monitoring/rules/links.ts';
import { isAlert, type RuleGroup } from '../../monitoring/rules/rule.ts';
import { NAMESPACE } from '../../monitoring/rules/scope.ts';
import { either, present } from '../../template/condition.ts';
import { include } from '../../template/named-templates.ts';
import { replaced } from '../../template/replaced.ts';
import { json } from '../../template/text.ts';
import { isTemplate } from '../../template/token.ts';
import type { Context } from '../base/context.ts';

interface RuleText {
  readonly name: string;
  readonly text: string;
}

/** The files of rules by name, with the links of the values and without the alerts that are disabled. */
export function rulesOf(context: Context): RuleText[] {
  return textsIn(context, 'backends/rules', (text) => text);
}

/** The rules for a Prometheus that several releases share: they see the namespace of this release alone. */
export function sharedRulesOf(context: Context): RuleText[] {
  return textsIn(context, 'backends/rules-shared', (text) => replaced(text, NAMESPACE, context.release.namespace));
}

function textsIn(context: Context, folder: string, change: (text: string) => string): RuleText[] {
  const { grafanaUrl, runbooksUrl } = context.values.alerts;
  return ruleFiles().map(({ name, yaml }) => {
    const text = context.file(`${folder}/${name}`);
    // Recording rules have no links.
    const hasLinks = yaml.includes(GRAFANA);
    const linked = hasLinks ? replaced(replaced(text, GRAFANA, grafanaUrl), RUNBOOKS, `${runbooksUrl}/`) : text;
    return { name, text: switchedOn(context, change(linked)) };
  });
}

function switchedOn({ values }: Context, text: string): string {
  const { disabled } = values.alerts;
  if (isTemplate(disabled)) return either(present(disabled), include('rules', text, disabled), text);
  if (disabled.length === 0) return text;
  const { groups } = parse(text) as { groups: readonly RuleGroup[] };
  const isOn = (rule: RuleGroup['rules'][number]) => !isAlert(rule) || !disabled.includes(rule.alert);
  return json({ groups: groups.map((group) => ({ ...group, rules: group.rules.filter(isOn) })) });
}
