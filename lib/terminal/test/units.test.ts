import assert from 'node:assert/strict';
import { test } from 'node:test';
import { duration, elapsed, megabytes, plural, table } from '@triptych/terminal';

test('durations read well at every size', () => {
  const shown = [40, 9949, 59_999, 185_000, 7_800_000, 273_600_000].map(duration);
  assert.deepEqual(shown, ['0.0 s', '9.9 s', '59 s', '3 min 05 s', '2 h 10 min', '3 d 4 h']);
});

test('short times are shown in the unit of their size', () => {
  const shown = [10, 400, 207_000, 1_190_000, 13_500_000, 185_000_000].map(elapsed);
  assert.deepEqual(shown, ['0 ms', '0.4 ms', '207 ms', '1.19 s', '13.5 s', '3 min 05 s']);
});

test('columns are as wide as they need to be', () => {
  assert.deepEqual(
    table([
      ['a', 'long', 'x'],
      ['bcd', '', ''],
    ]),
    ['a    long  x', 'bcd'],
  );
});

test('a count of one has no plural', () => {
  assert.deepEqual([plural(0, 'span'), plural(1, 'span'), plural(2, 'span')], ['0 spans', '1 span', '2 spans']);
  assert.equal(plural(2, 'bus', 'buses'), '2 buses');
});

test('memory is in whole megabytes', () => assert.equal(megabytes(118_400_000), '118 MB'));
