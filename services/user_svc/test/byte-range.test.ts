import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readRange } from '../src/byte-range.ts';

describe('a Range header (RFC 9110) of 100 bytes', () => {
  for (const [header, range] of [
    ['bytes=0-0', { start: 0, end: 0 }],
    ['bytes=0-99', { start: 0, end: 99 }],
    ['bytes=10-', { start: 10, end: 99 }],
    ['bytes=99-500', { start: 99, end: 99 }],
    ['bytes=-1', { start: 99, end: 99 }],
    ['bytes=-100', { start: 0, end: 99 }],
    ['bytes=-99999999999999999999999', { start: 0, end: 99 }],
    ['Bytes= 5-6 ', { start: 5, end: 6 }],
  ] as const)
    it(`${header} is ${range.start} to ${range.end}`, () => assert.deepEqual(readRange(header, 100), range));

  for (const header of ['bytes=100-', 'bytes=100-200', 'bytes=-0', 'bytes=99999999999999999999999-'])
    it(`${header} cannot be satisfied`, () => assert.equal(readRange(header, 100), 'unsatisfiable'));

  for (const header of [
    undefined,
    '',
    'bytes=',
    'bytes=-',
    'bytes=5-4',
    'bytes=a-b',
    'bytes=0x1-5',
    'bytes=1.5-2',
    'bytes 0-1',
    'items=0-1',
    'bytes=0-1,5-6',
    'bytes=0-0, -1',
  ])
    it(`${header} means the whole`, () => assert.equal(readRange(header, 100), 'whole'));

  it('of an empty object cannot be satisfied', () => {
    assert.equal(readRange('bytes=0-', 0), 'unsatisfiable');
    assert.equal(readRange('bytes=-5', 0), 'unsatisfiable');
  });
});
