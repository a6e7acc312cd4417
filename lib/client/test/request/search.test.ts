import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { search } from '../../src/request/search.ts';
import { line, retried, retriedLines } from '../../src/request/testing.ts';

const found = (text: string, lines = retriedLines) =>
  search(retried, lines, text).map((match) => (match.kind === 'span' ? match.spanId : match.index));

describe('search in a request', () => {
  it('finds names, attributes and fields in any case, in the order of time', () => {
    assert.deepEqual(found('WEBP'), ['convert', 2]);
    assert.deepEqual(found('econnrefused'), ['call']);
    assert.deepEqual(found('job.attempt=1'), ['first', 1]);
    assert.deepEqual(found('user_svc'), ['root', 0]);
  });

  it('finds nothing for an empty text', () => assert.deepEqual([found(''), found('  ')], [[], []]));

  it('takes the text as it is, not as a pattern', () => {
    const lines = [line(0, undefined, 'a.b*c'), line(1, undefined, 'axbbc')];
    assert.deepEqual(found('a.b*c', lines), [0]);
  });
});
