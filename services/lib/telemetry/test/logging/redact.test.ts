import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { redacted } from '../../src/logging/redact.ts';

describe('fields of a log line', () => {
  it('are used as they are without a secret', () => {
    const fields = { n: 1, headers: { accept: 'a' }, nothing: null, err: new Error('password') };
    assert.equal(redacted(fields), fields);
  });

  it('have [redacted] instead of a secret, and the caller keeps its own', () => {
    const fields = { headers: { cookie: 'secret', accept: 'a' }, user: { password: { of: 'secret' } }, password: 'x' };
    assert.deepEqual(redacted(fields), {
      headers: { cookie: '[redacted]', accept: 'a' },
      user: { password: '[redacted]' },
      password: 'x',
    });
    assert.equal(fields.headers.cookie, 'secret');
  });
});
