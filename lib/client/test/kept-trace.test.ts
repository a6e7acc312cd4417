import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { newKeptTrace, newTestTrace } from '../src/kept-trace.ts';

describe('a trace that its caller asks for by name', () => {
  it('has new ids, in the headers of W3C Trace Context', () => {
    const { traceId, spanId, headers } = newKeptTrace();
    assert.match(`${traceId} ${spanId}`, /^[0-9a-f]{32} [0-9a-f]{16}$/);
    assert.deepEqual(headers, { traceparent: `00-${traceId}-${spanId}-01`, tracestate: 'triptych=keep' });
    assert.notEqual(newKeptTrace().traceId, traceId);
  });

  it('is a test by its mark', () => {
    assert.equal(newTestTrace().headers.tracestate, 'triptych=test');
  });
});
