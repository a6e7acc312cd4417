import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Row as CollectorRow } from '../../bench/collector/results.ts';
import type { Row } from '../../bench/pipeline/results.ts';
import { smoke } from '../support/bench.ts';

describe('bench/pipeline.ts', () => {
  it('brings every upload to its result', async () => {
    const { rows } = await smoke<Row>('bench/pipeline.ts');
    assert.equal(rows.length, 1);
    const [row] = rows;
    assert.ok(row && row.jobs > 0 && row.visits > 0, JSON.stringify(row));
    assert.equal(row.jobs, row.uploads);
    for (const value of [row.visitMillis, row.directMillis, row.jobsPerSecond, row.directPerSecond]) {
      assert.ok(value > 0, JSON.stringify(row));
    }
  });
});

describe('bench/collector.ts', () => {
  it('sees every span on its way to Jaeger', async () => {
    const { rows } = await smoke<CollectorRow>('bench/collector.ts');
    assert.equal(rows.length, 1);
    const [row] = rows;
    assert.ok(row && row.spans > 0, JSON.stringify(row));
    assert.equal(row.handedOn, row.spans);
  });
});
