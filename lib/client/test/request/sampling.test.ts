import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isSampledOut, samplingNote } from '../../src/request/sampling.ts';
import { line } from '../../src/request/testing.ts';

const [OUTSIDE, INSIDE] = ['0af7651916cd43dd8448eb211c80319c', '0af7651916cd43dd84ffeb211c80319c'];

describe('sampling explains that a trace has no spans', () => {
  it('when the trace is not in the share that is kept', () => {
    assert.equal(isSampledOut(OUTSIDE, [line(1, 'a', 'job succeeded')], 0.1), true);
    assert.equal(isSampledOut(INSIDE, [line(1, 'a', 'job succeeded')], 0.1), false);
  });

  it('never while every trace is kept, or for a request with an error', () => {
    assert.equal(isSampledOut(OUTSIDE, [], 1), false);
    assert.equal(isSampledOut(OUTSIDE, [line(1, 'a', 'job failed', { severity: 'error' })], 0.1), false);
  });

  it('and is said only then, with the share', () => {
    assert.match(samplingNote({ keptRatio: 0.07 }) ?? '', /^Not sampled: 7 % of .* "tracestate: triptych=keep"/);
    assert.equal(samplingNote({ keptRatio: undefined }), undefined);
  });
});
