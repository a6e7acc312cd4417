import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { NAMESPACE, scopedQuery } from '../../../src/monitoring/rules/scope.ts';
import { ALL } from '../alerts/support/rules.ts';
import { promqlFaults } from '../support/grammar.ts';

const RECORDED = new Set(['slo:events:rate5m']);
const scoped = (expr: string) => scopedQuery(expr, RECORDED).replaceAll(NAMESPACE, 'red');

describe('the query of a rule for one release', () => {
  it('selects series over OTLP by the namespace of their pod, everywhere in the query', () => {
    assert.equal(
      scoped('sum(rate(a{x="1"}[5m] offset 1h)) / (b or a{})'),
      'sum(rate(a{k8s_namespace_name="red", x="1"}[5m] offset 1h)) / (b{k8s_namespace_name="red"} or a{k8s_namespace_name="red"})',
    );
  });

  it('selects what is scraped or recorded by the label namespace', () => {
    for (const metric of [
      'up',
      'kube_pod_info',
      'loki_x_total',
      'jaeger_y_total',
      'slo:events:rate5m',
      'service:x_override:info',
    ])
      assert.equal(scoped(`${metric} > 0`), `${metric}{namespace="red"} > 0`);
  });

  it('leaves alone what belongs to all releases', () => {
    for (const expr of [
      'vector(1)',
      'alertmanager_notifications_total',
      'rate(prometheus_notifications_sent_total[5m])',
    ])
      assert.equal(scoped(expr), expr);
  });

  it('is valid PromQL for each of our rules, and the same query without its namespace', () => {
    const recorded = new Set(ALL.map(({ name }) => name));
    for (const { rule } of ALL) {
      const expr = scopedQuery(rule.expr, recorded);
      assert.deepEqual(promqlFaults(expr), [], expr);
      const matcher = new RegExp(`(k8s_namespace_name|namespace|rule_group)=~?"[^"]*${NAMESPACE}[^"]*"(, )?`, 'g');
      assert.equal(expr.replaceAll(matcher, '').replaceAll('{}', ''), rule.expr);
    }
  });
});
