import { parse } from 'yaml';
import type { Manifest } from '../../../cdk8s/src/chart/synth.ts';
import type { RuleGroup } from '../../../cdk8s/src/monitoring/rules/rule.ts';

/** The groups of rules in manifests, from the ConfigMap of Prometheus or from objects of the operator. */
export function ruleGroups(manifests: readonly Manifest[]): RuleGroup[] {
  return manifests.flatMap((object): RuleGroup[] => {
    if (object.kind === 'PrometheusRule') return (object.spec as unknown as { groups: RuleGroup[] }).groups;
    const files = Object.entries((object as { data?: Record<string, string> }).data ?? {});
    return files.flatMap(([name, text]) => (name.startsWith('rules.') ? parse(text).groups : []));
  });
}

/** The values with which rules are in the Prometheus of the release, and in one that the operator runs. */
export const PROMETHEUS = {
  'the Prometheus of the release': {},
  'a Prometheus that the operator runs': {
    mode: 'operator',
    otlpEndpoint: 'http://prometheus:9090/api/v1/otlp',
    queryUrl: 'http://prometheus:9090',
  },
} as const;
