import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SERIES } from '../../../src/monitoring/series.ts';
import { metricFaults } from '../support/faults.ts';
import { resultLabels } from './support/result-labels.ts';
import { ALERTS, ALL } from './support/rules.ts';

describe('the expressions of rules', () => {
  for (const { rule, name } of ALL) {
    it(`are valid PromQL for existing series and labels: ${name}`, () => {
      assert.deepEqual(metricFaults(rule.expr), []);
    });
  }

  for (const { name, expr, labels, annotations } of ALERTS) {
    it(`have the labels that labels and annotations use: ${name}`, () => {
      const named = Object.values({ ...labels, ...annotations }).flatMap((text) => [
        ...text.matchAll(/\$labels\.(\w+)/g),
      ]);
      const has = resultLabels(expr);
      assert.deepEqual(
        named.map(([, label = '']) => label).filter((label) => !has.includes(label)),
        [],
      );
    });
  }

  it('have the labels that all parts of an expression have', () => {
    assert.deepEqual(resultLabels('sum by (slo) (ALERTS) / on (slo) sum by (slo, service) (ALERTS) > 1'), ['slo']);
    assert.deepEqual(resultLabels('max(sum by (slo) (ALERTS))'), []);
    assert.deepEqual(resultLabels('sum by (job) (up) or sum by (job, instance) (up)'), ['job']);
    assert.deepEqual(resultLabels('(sum by (job) (up)) > 0 unless on (job) vector(1)'), ['job']);
    assert.deepEqual(resultLabels('sum by (job, instance) (up) > on (job) group_left () sum by (job) (up)'), [
      'job',
      'instance',
    ]);
    assert.deepEqual(resultLabels('label_replace(sum by (job) (up), "a", "$1", "job", "(.+)")'), ['job', 'a']);
    assert.deepEqual(resultLabels('histogram_quantile(0.9, sum by (le, job) (rate(up[5m])))'), ['job']);
    assert.deepEqual(resultLabels('-deriv(up[6h] offset 1h) > 2 * time()'), SERIES.get('up'));
  });
});
