import { parse } from 'yaml';
import { ruleFiles, sharedRuleFiles } from '../../monitoring/alerts/files.ts';
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

/** The files of rules by name, with the links of the values and without the alerts that are switched off. */
export function rulesOf(context: Context): RuleText[] {
  return ruleFiles().map(({ name, yaml }) => {
    const text = linked(context, yaml, context.file(`backends/rules/${name}`));
    return { name, text: switchedOn(context, text) };
  });
}

/** The rules for a Prometheus that several releases share: they see the namespace of this release alone. */
export function sharedRulesOf(context: Context): RuleText[] {
  return sharedRuleFiles().map(({ name, yaml }) => {
    const text = linked(context, yaml, context.file(`backends/rules-shared/${name}`));
    return { name, text: switchedOn(context, replaced(text, NAMESPACE, context.release.namespace)) };
  });
}

function linked({ values }: Context, yaml: string, text: string): string {
  const { grafanaUrl, runbooksUrl } = values.alerts;
  // Recording rules have no links.
  if (!yaml.includes(GRAFANA)) return text;
  return replaced(replaced(text, GRAFANA, grafanaUrl), RUNBOOKS, `${runbooksUrl}/`);
}

function switchedOn({ values }: Context, text: string): string {
  const { disabled } = values.alerts;
  if (isTemplate(disabled)) return either(present(disabled), include('rules', text, disabled), text);
  if (disabled.length === 0) return text;
  const { groups } = parse(text) as { groups: readonly RuleGroup[] };
  const isOn = (rule: RuleGroup['rules'][number]) => !isAlert(rule) || !disabled.includes(rule.alert);
  return json({ groups: groups.map((group) => ({ ...group, rules: group.rules.filter(isOn) })) });
}
