import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { line, retried, retriedLines, span } from '../../src/request/testing.ts';
import { verdictOf } from '../../src/request/verdict.ts';

describe('the verdict on a request', () => {
  it('is that of the last attempt', () => {
    assert.deepEqual(verdictOf(retried, retriedLines), {
      state: 'ok',
      text: 'POST /v1/conversions → 202, job succeeded after 2 attempts',
    });
  });

  it('is a failure where the reply was an error, with its problem code', () => {
    const attributes = { 'http.response.status_code': 415 };
    const refused = span('POST /v1/conversions', undefined, 0, 1, { kind: 'server', attributes });
    const why = line(1, refused.id, 'request completed', { fields: { 'problem.code': 'unsupported_format' } });
    assert.deepEqual(verdictOf([refused], [why]), {
      state: 'failed',
      text: 'POST /v1/conversions → 415, unsupported_format',
    });
  });

  for (const outcome of ['failed', 'rejected'])
    it(`is a failure where the last attempt of the job ended as ${outcome}`, () => {
      const given = retried.map((one) =>
        one.id === 'second' ? { ...one, attributes: { 'job.attempt': 2, 'job.outcome': outcome } } : one,
      );
      assert.deepEqual(verdictOf(given, []), {
        state: 'failed',
        text: `POST /v1/conversions → 202, job ${outcome} after 2 attempts`,
      });
    });

  it('is open while the job runs', () => {
    assert.equal(
      verdictOf(
        retried.filter(({ id }) => id !== 'second'),
        [],
      ).state,
      'running',
    );
    assert.equal(verdictOf(retried.slice(0, 2), []).state, 'running');
  });

  it('is that of the reply for services without jobs, which may use the older name of the status', () => {
    const attributes = { 'http.status_code': 200 };
    const reply = span('GET /stock/<item>', undefined, 0, 1, { kind: 'server', attributes });
    const message = span('send orders', reply.id, 0, 1, { kind: 'producer' });
    assert.deepEqual(verdictOf([reply, message], []), { state: 'ok', text: 'GET /stock/<item> → 200' });
    const failed = { ...reply, attributes: { 'http.status_code': 500, error: true } };
    assert.deepEqual(verdictOf([failed], []), { state: 'failed', text: 'GET /stock/<item> → 500' });
  });

  it('is that of the message where nothing else was handled', () => {
    const taken = span('process orders', undefined, 0, 1, { kind: 'consumer' });
    assert.deepEqual(verdictOf([taken], []), { state: 'ok', text: 'process orders' });
  });

  it('is unknown without spans', () => {
    assert.equal(verdictOf([], retriedLines).state, 'unknown');
  });
});
