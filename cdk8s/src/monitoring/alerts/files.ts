import { stringify } from 'yaml';
import { isAlert, type RuleGroup } from '../rules/rule.ts';
import { scopedGroups } from '../rules/scope.ts';
import { RULES } from './index.ts';

const HEADING = '# Made from cdk8s/src/monitoring by "npm run generate".\n';

interface RuleFile {
  readonly name: string;
  readonly yaml: string;
}

/** The files from which the Prometheus of a release reads its rules. */
export function ruleFiles(): RuleFile[] {
  return [...RULES].map(([name, groups]) => fileOf(name, groups));
}

/** The same rules for a Prometheus that several releases share, as the operator runs it. */
export function sharedRuleFiles(): RuleFile[] {
  const rules = [...RULES.values()].flat().flatMap((group) => group.rules);
  const recorded = new Set(rules.flatMap((rule) => (isAlert(rule) ? [] : rule.record)));
  return [...RULES].map(([name, groups]) => fileOf(name, scopedGroups(groups, recorded)));
}

function fileOf(name: string, groups: readonly RuleGroup[]): RuleFile {
  // Without aliases, for readers, and without folding, which would break a query.
  return {
    name: `${name}.yaml`,
    yaml: HEADING + stringify({ groups }, { lineWidth: 0, aliasDuplicateObjects: false }),
  };
}
