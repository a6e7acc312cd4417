import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { reasonOf } from '../../src/otlp/reason.ts';

describe('the reason of a failed export', () => {
  it('has no "undefined" and no "null" of gRPC', () => {
    for (const nothing of ['undefined', 'null']) {
      const error = new Error(`14 UNAVAILABLE: No connection established. Last error: ${nothing}. Resolution note: `);
      assert.equal(reasonOf(error, undefined, {}), '14 UNAVAILABLE: No connection established.');
    }
  });

  it('keeps what gRPC says of the connection', () => {
    const message =
      '14 UNAVAILABLE: No connection established. Last error: Error: connect ECONNREFUSED 127.0.0.1:4317.';
    assert.equal(reasonOf(new Error(message), undefined, {}), message);
  });

  it('names the proxy that does not connect', () => {
    const error = new Error('14 UNAVAILABLE: No connection established. Last error: undefined. Resolution note: ');
    assert.match(
      reasonOf(error, undefined, { http_proxy: 'http://proxy:3128' }),
      /^the proxy http:\/\/proxy:3128\/?, which http_proxy names/,
    );
  });
});
