import { stringify } from 'yaml';
import { isAlert, type RuleGroup } from '../rules/rule.ts';
import { scopedGroups } from '../rules/scope.ts';
import { withDefaults } from '../rules/threshold.ts';
import { TEMPLATES, THRESHOLDS } from './index.ts';

const HEADING = '# Made from cdk8s/src/monitoring by "npm run generate".\n';

export interface RuleFile {
  readonly name: string;
  readonly yaml: string;
  /** The same with a place for each threshold, which the chart fills. */
  readonly template: string;
}

/** The files from which the Prometheus of a release reads its rules. */
export function ruleFiles(): RuleFile[] {
  return [...TEMPLATES].map(([name, groups]) => fileOf(name, groups));
}

/** The same rules for a Prometheus that several releases share, as the operator runs it. */
export function sharedRuleFiles(): RuleFile[] {
  const rules = [...TEMPLATES.values()].flat().flatMap((group) => group.rules);
  const recorded = new Set(rules.flatMap((rule) => (isAlert(rule) ? [] : rule.record)));
  return [...TEMPLATES].map(([name, groups]) => fileOf(name, scopedGroups(groups, recorded)));
}

function fileOf(name: string, groups: readonly RuleGroup[]): RuleFile {
  const withoutThresholds = groups.map((group) => ({
    ...group,
    rules: group.rules.map((rule) => ({ ...rule, threshold: undefined })),
  }));
  // Without aliases, for readers, and without folding, which would break a query.
  const template = HEADING + stringify({ groups: withoutThresholds }, { lineWidth: 0, aliasDuplicateObjects: false });
  return { name: `${name}.yaml`, template, yaml: withDefaults(template, THRESHOLDS) };
}
