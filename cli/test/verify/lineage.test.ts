import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Span } from '@triptych/client/request/span';
import { firstBreak, LINEAGE } from '../../src/verify/lineage.ts';

/** The spans of a conversion as they must be: a chain. */
const chain: Span[] = LINEAGE.map((step, i) => ({
  ...step,
  id: `span-${i}`,
  parentId: i === 0 ? undefined : `span-${i - 1}`,
  start: i,
  durationMicros: 1,
  attributes: {},
}));

describe('the lineage of a conversion', () => {
  it('is whole when each span is the child of the one before, in whatever order they arrive', () => {
    assert.equal(firstBreak(chain), undefined);
    assert.equal(firstBreak([...chain].reverse()), undefined);
  });

  it('breaks at the first missing span', () => {
    for (const [i, step] of LINEAGE.entries()) assert.deepEqual(firstBreak(chain.toSpliced(i, 1)), step);
  });

  it('breaks where a span has another parent, as when the trace context is lost', () => {
    for (const [i, step] of LINEAGE.entries()) {
      const astray = chain.map((span, at) => (at === i ? { ...span, parentId: 'elsewhere' } : span));
      assert.deepEqual(firstBreak(astray), step);
    }
  });

  it('starts below the span of the caller, when there is one', () => {
    const called = chain.map((span, i) => (i === 0 ? { ...span, parentId: 'caller' } : span));
    assert.equal(firstBreak(called, 'caller'), undefined);
    assert.deepEqual(firstBreak(called, 'somebody'), LINEAGE[0]);
    assert.deepEqual(firstBreak(chain, 'caller'), LINEAGE[0]);
  });

  it('is whole when a retry has made a second branch', () => {
    const consumer = LINEAGE.findIndex(({ kind }) => kind === 'consumer');
    const failed = chain.slice(consumer, consumer + 2).map((span, i) => ({
      ...span,
      id: `retry-${i}`,
      parentId: i === 0 ? chain[consumer - 1]?.id : 'retry-0',
    }));
    assert.equal(firstBreak([...failed, ...chain]), undefined);
  });
});
