import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cores, mebibytes, readQuantity } from '../../../src/cluster/doctor/quantity.ts';

test('quantities are read as Kubernetes writes them', () => {
  const read = ['250m', '2', '1.5Gi', '128Mi', '1e3', '129M', '18392471n', '', undefined, 'much'].map(readQuantity);
  assert.deepEqual(read, [
    ...[0.25, 2, 1_610_612_736, 134_217_728, 1000, 129e6, 0.018392471],
    ...[undefined, undefined, undefined],
  ]);
});

test('quantities are shown as people write them', () => {
  assert.deepEqual([cores(0.012), cores(1.5)], ['12m', '1.5']);
  assert.deepEqual([mebibytes(120 * 2 ** 20), mebibytes(1.5 * 2 ** 30)], ['120 Mi', '1.5 Gi']);
});
