import { parse } from 'yaml';
import { type RuleFile, ruleFiles, sharedRuleFiles } from '../../monitoring/alerts/files.ts';
import { GRAFANA, RUNBOOKS } from '../../monitoring/rules/links.ts';
import { isAlert, type RuleGroup } from '../../monitoring/rules/rule.ts';
import { NAMESPACE } from '../../monitoring/rules/scope.ts';
import { either, present } from '../../template/condition.ts';
import { include } from '../../template/named-templates.ts';
import { replaced } from '../../template/replaced.ts';
import { json } from '../../template/text.ts';
import { isTemplate } from '../../template/token.ts';
import type { Context } from '../base/context.ts';
import { withThresholds } from './thresholds.ts';

const FILES = ruleFiles();
const SHARED_FILES = sharedRuleFiles();

interface RuleText {
  readonly name: string;
  readonly text: string;
}

/** The files of rules by name, with the links and thresholds of the values and without the alerts that are disabled. */
export function rulesOf(context: Context): RuleText[] {
  return textsOf(context, 'backends/rules', FILES, (text) => text);
}

/** The rules for a Prometheus that several releases share: they see the namespace of this release alone. */
export function sharedRulesOf(context: Context): RuleText[] {
  const { namespace } = context.release;
  return textsOf(context, 'backends/rules-shared', SHARED_FILES, (text) => replaced(text, NAMESPACE, namespace));
}

function textsOf(
  context: Context,
  folder: string,
  files: readonly RuleFile[],
  change: (text: string) => string,
): RuleText[] {
  const { grafanaUrl, runbooksUrl } = context.values.alerts;
  return files.map(({ name, template }) => {
    const text = withThresholds(context, `${folder}/${name}`, template);
    // Recording rules have no links.
    const hasLinks = template.includes(GRAFANA);
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
