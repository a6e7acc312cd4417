import { parser } from '@prometheus-io/lezer-promql';
import type { RuleGroup } from './rule.ts';
import { isPlace } from './threshold.ts';

/** Stands for the namespace of the release; the chart replaces it. */
export const NAMESPACE = 'NAMESPACE_OF_RELEASE';

const equals = (label: string) => `${label}="${NAMESPACE}"`;

/**
 * The matcher that selects what belongs to the release in a Prometheus that several share. Series over OTLP have the
 * namespace of their pod as a resource attribute; what kube-state-metrics reports and what a ServiceMonitor scrapes has the
 * label `namespace`. Prometheus and Alertmanager belong to everybody; files of rules are named after their namespace.
 */
function matcherOf(metric: string, recorded: ReadonlySet<string>): string | undefined {
  if (metric === 'prometheus_rule_evaluation_failures_total') return `rule_group=~".*/${NAMESPACE}-.*"`;
  if (/^(prometheus|alertmanager)_/.test(metric) || isPlace(metric)) return undefined;
  // A name with a colon is recorded, too: what an operator sets for a service is in no file of ours.
  const isRecorded = recorded.has(metric) || metric.includes(':');
  return equals(/^(up$|kube_|loki_|jaeger_)/.test(metric) || isRecorded ? 'namespace' : 'k8s_namespace_name');
}

/** A query for the series of one release alone. */
export function scopedQuery(expr: string, recorded: ReadonlySet<string>): string {
  let scoped = '';
  let done = 0;
  parser.parse(expr).iterate({
    enter({ name, node }) {
      if (name !== 'VectorSelector') return;
      const metric = node.getChild('Identifier');
      if (!metric) throw new Error(`a selector without the name of a metric cannot be scoped: ${expr}`);
      const matcher = matcherOf(expr.slice(metric.from, metric.to), recorded);
      if (matcher === undefined) return;
      const matchers = node.getChild('LabelMatchers');
      const at = matchers ? matchers.from + 1 : metric.to;
      const added = matchers ? `${matcher}${matchers.firstChild ? ', ' : ''}` : `{${matcher}}`;
      scoped += expr.slice(done, at) + added;
      done = at;
    },
  });
  return scoped + expr.slice(done);
}

/** Groups of rules that see one release alone, and whose alerts and records have its namespace as a label. */
export function scopedGroups(groups: readonly RuleGroup[], recorded: ReadonlySet<string>): RuleGroup[] {
  return groups.map((group) => ({
    ...group,
    rules: group.rules.map((rule) => ({
      ...rule,
      expr: scopedQuery(rule.expr, recorded),
      labels: { ...rule.labels, namespace: NAMESPACE },
    })),
  }));
}
