import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { ancestorsOf, outlineOf, visibleRows } from '../../src/request/outline.ts';
import type { Span } from '../../src/request/span.ts';
import { retried, retriedLines, span } from '../../src/request/testing.ts';
import { buildTree } from '../../src/request/tree.ts';
import { anyReport } from '../support/any-report.ts';

const rows = outlineOf(buildTree(retried, retriedLines));
const none = () => false;
const shown = (indices: readonly number[]) =>
  indices.map((i) => {
    const row = rows[i];
    return row && `${' '.repeat(row.depth)}${row.kind === 'span' ? row.id : row.wait.name}`;
  });

describe('the outline of a trace', () => {
  it('has spans and waits, each below what it is part of', () => {
    assert.deepEqual(shown(rows.map((_, i) => i)), [
      'root',
      ' send',
      '  wait in the queue',
      '  first',
      '   call',
      '  wait for attempt 2',
      '  second',
      '   image',
      '    wait',
      '    convert',
    ]);
  });

  it('hides what is below a collapsed row', () => {
    assert.deepEqual(shown(visibleRows(rows, ({ id }) => ['first', 'image'].includes(id))), [
      'root',
      ' send',
      '  wait in the queue',
      '  first',
      '  wait for attempt 2',
      '  second',
      '   image',
    ]);
  });

  it('starts at a chosen root, and at the top where that is unknown', () => {
    assert.deepEqual(shown(visibleRows(rows, none, 'image')), ['   image', '    wait', '    convert']);
    assert.equal(visibleRows(rows, none, 'no such span').length, rows.length);
  });

  it('names the rows above a row', () => {
    assert.deepEqual(shown(ancestorsOf(rows, rows.length - 1)), ['   image', '  second', ' send', 'root']);
  });

  it('holds every span once, and counts the rows below each, whatever the trace', () => {
    fc.assert(
      fc.property(anyReport, ({ spans, lines }) => {
        const outline = outlineOf(buildTree(spans, lines));
        const ids = outline.flatMap((row) => (row.kind === 'span' ? [row.id] : []));
        assert.deepEqual(ids.toSorted(), [...new Set(spans.map(({ id }) => id))].toSorted());
        for (const [i, row] of outline.entries()) {
          const below = outline.filter((_, at) => ancestorsOf(outline, at).includes(i));
          assert.equal(row.size, below.length);
          assert.equal(row.depth, ancestorsOf(outline, i).length);
        }
      }),
    );
  });

  it('takes 20,000 spans with far less than a second of CPU', () => {
    const many: Span[] = Array.from({ length: 20_000 }, (_, i) =>
      span(`s${i}`, i === 0 ? undefined : `s${Math.floor((i - 1) / 3)}`, i, 10, {}),
    );
    const before = process.cpuUsage();
    assert.equal(visibleRows(outlineOf(buildTree(many, [])), none).length, 20_000);
    const { user, system } = process.cpuUsage(before);
    assert.ok(user + system < 1_000_000, `${user + system} µs`);
  });
});
