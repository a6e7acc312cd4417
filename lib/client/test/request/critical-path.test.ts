import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { criticalPath } from '../../src/request/critical-path.ts';
import { endOf, type Span } from '../../src/request/span.ts';
import { retried, span, T0 } from '../../src/request/testing.ts';
import { anyReport } from '../support/any-report.ts';

/** Segments in milliseconds after T0: `parent 0–10`. */
const pathOf = (spans: readonly Span[]) =>
  criticalPath(spans).map(({ spanId, start, end }) => `${spanId} ${(start - T0) / 1000}–${(end - T0) / 1000}`);

describe('the critical path', () => {
  it('follows the call that ended last', () => {
    const spans = [
      span('parent', undefined, 0, 100, {}),
      span('fast', 'parent', 10, 30, {}),
      span('slow', 'parent', 10, 80, {}),
    ];
    assert.deepEqual(pathOf(spans), ['parent 0–10', 'slow 10–90', 'parent 90–100']);
  });

  it('takes calls one after the other, and the work between them', () => {
    const spans = [
      span('parent', undefined, 0, 100, {}),
      span('one', 'parent', 5, 40, {}),
      span('two', 'parent', 50, 45, {}),
    ];
    assert.deepEqual(pathOf(spans), ['parent 0–5', 'one 5–45', 'parent 45–50', 'two 50–95', 'parent 95–100']);
  });

  it('goes on in the job that an accepted upload leaves behind, its retry included', () => {
    assert.deepEqual(pathOf(retried), [
      'root 0–5',
      'send 5–10',
      'first 13–14',
      'call 14–24',
      'first 24–25',
      'second 1025–1030',
      'image 1030–1032',
      'wait 1032–1072',
      'convert 1072–1182',
      'image 1182–1190',
      'second 1190–1200',
    ]);
  });

  it('ends where a call outlives its caller', () => {
    const spans = [span('parent', undefined, 0, 50, {}), span('late', 'parent', 40, 60, {})];
    assert.deepEqual(pathOf(spans), ['parent 0–40', 'late 40–100']);
  });

  it('never overlaps itself and stays within its spans, whatever the trace', () => {
    fc.assert(
      fc.property(anyReport, ({ spans }) => {
        const byId = new Map(spans.map((one) => [one.id, one]));
        let last = 0;
        for (const { spanId, start, end } of criticalPath(spans)) {
          const owner = byId.get(spanId);
          assert.ok(owner && start < end && start >= last && start >= owner.start && end <= endOf(owner));
          last = end;
        }
      }),
    );
  });

  it('needs no deep calls for a deep trace', () => {
    const deep = Array.from({ length: 20_000 }, (_, i) =>
      span(`s${i}`, i ? `s${i - 1}` : undefined, i, 40_000 - i, {}),
    );
    assert.equal(criticalPath(deep).length > 0, true);
  });
});
