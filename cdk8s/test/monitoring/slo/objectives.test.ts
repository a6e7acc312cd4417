import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { METRICS, type MetricDefinition } from '@triptych/catalogue';
import { OBJECTIVES } from '../../../src/monitoring/slo/objectives.ts';
import { resultLabels } from '../alerts/support/result-labels.ts';

const metrics: readonly MetricDefinition[] = Object.values(METRICS);

describe('objectives', () => {
  it('have unique names and alerts', () => {
    for (const names of [OBJECTIVES.map(({ name }) => name), OBJECTIVES.map(({ alert }) => alert)]) {
      assert.deepEqual(names, [...new Set(names)]);
    }
  });

  for (const { name, target, events, bad } of OBJECTIVES) {
    it(`allow some failures: ${name}`, () => assert.ok(target > 0.5 && target < 1));

    it(`count events as one series without labels: ${name}`, () => {
      for (const expr of [events('5m'), bad('5m')]) assert.deepEqual(resultLabels(expr), []);
    });

    it(`have a bound that is a bucket, as Prometheus writes it: ${name}`, () => {
      for (const [, histogram, bound] of bad('5m').matchAll(/(\w+)_bucket\{[^}]*le="([^"]*)"/g)) {
        const { buckets = [] } = metrics.find((metric) => metric.name === histogram) ?? {};
        assert.ok(buckets.map(String).includes(bound ?? ''), `${histogram} has no ${bound}`);
      }
    });
  }
});
