import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ProblemError } from '@triptych/contracts';
import { InvalidKeyError, ObjectNotFoundError, ObjectTooLargeError } from '@triptych/store';
import { ConversionError, type ConversionErrorCode } from '../src/conversion/errors.ts';
import { toProblem } from '../src/problems.ts';

const STATUS: Record<ConversionErrorCode, number> = {
  unsupported_format: 415,
  too_many_bytes: 413,
  picture_broken: 422,
  too_many_pixels: 422,
  dimensions: 422,
  option_out_of_range: 400,
  conversion_timeout: 422,
  converter_out_of_memory: 422,
  conversion_aborted: 499,
  converter_crashed: 500,
  pool_full: 503,
  pool_closed: 503,
};
const codes = Object.keys(STATUS) as ConversionErrorCode[];

function problemOf(error: Error): ProblemError {
  const problem = toProblem(error);
  assert.ok(problem instanceof ProblemError);
  assert.equal(problem.cause, error);
  return problem;
}

describe('a failed conversion', () => {
  for (const code of codes)
    it(`is answered with ${STATUS[code]} when it is ${code}`, () => {
      const problem = problemOf(new ConversionError(code, 'What to do.'));
      assert.deepEqual([problem.status, problem.code, problem.message], [STATUS[code], code, 'What to do.']);
    });

  it('is retryable exactly when its status is a 5xx', () => {
    for (const code of codes) assert.equal(new ConversionError(code, '').retryable, STATUS[code] >= 500, code);
  });

  it('states when to retry with 503, and only with 503', () => {
    const full = new ConversionError('pool_full', 'Full.', { retryAfterSeconds: 7 });
    assert.deepEqual(problemOf(full).headers, { 'retry-after': '7' });
    assert.deepEqual(problemOf(new ConversionError('pool_closed', 'Closed.')).headers, { 'retry-after': '1' });
    assert.deepEqual(problemOf(new ConversionError('converter_crashed', 'Died.')).headers, {});
  });

  it('is a 404 when the store does not have the source', () => {
    for (const error of [new ObjectNotFoundError('sources/a'), new InvalidKeyError('../a')]) {
      const { status, code, message } = problemOf(error);
      assert.deepEqual([status, code], [404, 'picture_not_found']);
      assert.match(message, /\/a/);
    }
  });

  it('is a 413 when the object is too large', () => {
    const { status, code } = problemOf(new ObjectTooLargeError('sources/a', 10));
    assert.deepEqual([status, code], [413, 'too_many_bytes']);
  });

  it('is passed on unchanged when its error is of another kind', () => {
    const error = new Error('something else');
    assert.equal(toProblem(error), error);
  });
});
