import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cores, mebibytes } from '../../../src/cluster/doctor/quantity.ts';

test('quantities are shown as people write them', () => {
  assert.deepEqual([cores(0.012), cores(1.5)], ['12m', '1.5']);
  assert.deepEqual([mebibytes(120 * 2 ** 20), mebibytes(1.5 * 2 ** 30)], ['120 Mi', '1.5 Gi']);
});
