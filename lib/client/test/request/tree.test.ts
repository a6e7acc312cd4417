import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { extentOf } from '../../src/request/extent.ts';
import { deepTrace, line, retried, span, T0 } from '../../src/request/testing.ts';
import { allItems, buildTree, type Item, timeOf } from '../../src/request/tree.ts';
import { anyReport } from '../support/any-report.ts';

const idsOf = (items: readonly Item[]): string[] =>
  items.flatMap((item) => (item.kind === 'span' ? [item.span.id, ...idsOf(item.items)] : []));
const countLines = (items: readonly Item[]): number =>
  items.reduce((sum, item) => sum + (item.kind === 'line' ? 1 : item.kind === 'span' ? countLines(item.items) : 0), 0);

describe('the tree of a trace', () => {
  it('has each span and each line once, whatever parents the spans name', () => {
    fc.assert(
      fc.property(anyReport, ({ spans, lines }) => {
        const tree = buildTree(spans, lines);
        assert.deepEqual(idsOf(tree).sort(), [...new Set(spans.map(({ id }) => id))].sort());
        assert.equal(countLines(tree), lines.length);
      }),
    );
  });

  it('orders what happened in a span by time', () => {
    const [root] = buildTree(
      [span('a', undefined, 0, 9, {}), span('b', 'a', 4, 2, {})],
      [line(5, 'a', 'x'), line(1, 'a', 'y')],
    );
    assert.ok(root?.kind === 'span');
    assert.deepEqual(
      root.items.map(({ kind }) => kind),
      ['line', 'span', 'line'],
    );
    assert.deepEqual(root.items.map(timeOf), root.items.map(timeOf).sort());
  });

  it('has the waits of a job: in the queue, and before each further attempt', () => {
    const send = (function find(items: readonly Item[]): Item | undefined {
      for (const item of items) {
        if (item.kind !== 'span') continue;
        const found = item.span.id === 'send' ? item : find(item.items);
        if (found) return found;
      }
      return undefined;
    })(buildTree(retried, []));
    assert.ok(send?.kind === 'span');
    const waits = send.items.flatMap((item) => (item.kind === 'wait' ? [[item.name, item.durationMicros]] : []));
    assert.deepEqual(waits, [
      ['wait in the queue', 3000],
      ['wait for attempt 2', 1_000_000],
    ]);
  });

  it('has a span without its parent as a root', () => {
    assert.deepEqual(idsOf(buildTree([span('b', 'nobody', 0, 1, {})], [])), ['b']);
  });

  it('holds a trace of 10,000 levels', () => {
    const tree = buildTree(deepTrace(10_000), [line(20_000, 's9999', 'the last')]);
    assert.equal([...allItems(tree)].length, 10_001);
    assert.deepEqual(extentOf(tree), { start: T0, end: T0 + 20_000_000 });
  });
});
