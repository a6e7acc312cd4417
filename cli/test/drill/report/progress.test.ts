import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeRunning } from '../../../src/drill/report/progress.ts';

test('one line names the running drills with their time, and how many are done', () => {
  const running = new Map([
    ['error-storm', 1000],
    ['queue-stalled', 61_000],
  ]);
  assert.equal(
    describeRunning(running, 3, 27, 73_000).trim(),
    'error-storm 1 min 12 s   queue-stalled 12 s   3 of 27 done',
  );
});
