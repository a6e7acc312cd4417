import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toJson } from '@triptych/client/request/json';
import { ancestorsOf, visibleRows } from '@triptych/client/request/outline';
import { deepTrace, report, span } from '@triptych/client/request/testing';
import { layoutOf } from '../../../../src/web/pages/request/layout.ts';

const layout = layoutOf(JSON.parse(JSON.stringify(toJson(report))));
const bar = (id: string) => layout.bars.find(({ row }) => row.id === id);

describe('the layout of a request', () => {
  it('has bars in microseconds after its start, in the colours of their services', () => {
    assert.deepEqual(layout.whole, { from: 0, to: 1_200_000 });
    assert.deepEqual(layout.services, ['user_svc', 'job_svc', 'image_svc']);
    const { start, end, service } = bar('image') ?? {};
    assert.deepEqual([start, end, service], [1_030_000, 1_190_000, 2]);
  });

  it('marks waits, errors, log lines and the critical path', () => {
    assert.deepEqual(layout.bars.filter(({ isWait }) => isWait).length, 3);
    assert.deepEqual([bar('call')?.isError, bar('image')?.isError], [true, false]);
    assert.deepEqual(bar('first')?.marks, [{ at: 24_000, severity: 'warning' }]);
    assert.deepEqual(bar('convert')?.path, [{ from: 1_072_000, to: 1_182_000 }]);
  });

  it('lays out 20,000 spans in far less than two seconds', () => {
    const spans = Array.from({ length: 20_000 }, (_, i) => {
      const parent = i === 0 ? undefined : `s${Math.floor((i - 1) / 4)}`;
      return span(`s${i}`, parent, i / 100, 5 + (20_000 - i) / 100, { attributes: { 'job.attempt': i } });
    });
    const json = JSON.stringify(toJson({ ...report, spans, lines: [] }));
    const started = performance.now();
    assert.equal(layoutOf(JSON.parse(json)).bars.length, 20_000);
    assert.ok(performance.now() - started < 2_000);
  });

  it('lays out a trace of 10,000 levels', () => {
    const deep = layoutOf(JSON.parse(JSON.stringify(toJson({ ...report, spans: deepTrace(10_000), lines: [] }))));
    assert.equal(deep.bars.at(-1)?.row.depth, 9_999);
    assert.deepEqual(deep.bars.at(-1)?.path, [{ from: 9_999_000, to: 10_000_000 }]);
    const rows = deep.bars.map(({ row }) => row);
    assert.equal(ancestorsOf(rows, 9_999).length, 9_999);
    assert.equal(visibleRows(rows, ({ depth }) => depth === 5_000).length, 5_001);
  });
});
