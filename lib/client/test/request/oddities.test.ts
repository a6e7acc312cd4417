import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeOddity, odditiesOf } from '../../src/request/oddities.ts';
import { retried, span } from '../../src/request/testing.ts';

describe('oddities of a trace', () => {
  it('are none in a whole trace', () => assert.deepEqual(odditiesOf(retried), []));

  it('are spans whose parent is missing', () => {
    assert.deepEqual(odditiesOf([span('a', 'gone', 0, 1, {})]), [{ spanId: 'a', kind: 'missing_parent' }]);
  });

  it('are spans that start before their parent, beyond the millisecond to which times are known', () => {
    const spans = [span('p', undefined, 100, 50, {}), span('skewed', 'p', 60, 5, {}), span('near', 'p', 99.5, 5, {})];
    const [oddity, ...more] = odditiesOf(spans);
    assert.deepEqual([oddity, more], [{ spanId: 'skewed', kind: 'starts_before_parent', byMicros: 40_000 }, []]);
    assert.match(oddity ? describeOddity(oddity, (micros) => `${micros} µs`) : '', /40000 µs before its parent/);
  });

  it('are spans among their own ancestors, but not what hangs from them', () => {
    const spans = [
      span('a', 'b', 0, 1, {}),
      span('b', 'a', 0, 1, {}),
      span('c', 'b', 0, 1, {}),
      span('d', 'd', 0, 1, {}),
    ];
    const circular = odditiesOf(spans).filter(({ kind }) => kind === 'circular');
    assert.deepEqual(circular.map(({ spanId }) => spanId).toSorted(), ['a', 'b', 'd']);
  });
});
