import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readQuantity } from '../src/kubernetes.ts';

test('quantities are read as Kubernetes writes them', () => {
  const read = ['250m', '2', '1.5Gi', '128Mi', '1e3', '129M', '18392471n', '', undefined, 'much'].map(readQuantity);
  assert.deepEqual(read, [
    ...[0.25, 2, 1_610_612_736, 134_217_728, 1000, 129e6, 0.018392471],
    ...[undefined, undefined, undefined],
  ]);
});
