import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import stringWidth from 'string-width';
import { cut, fit, plain, wrap } from '../../src/trace/text.ts';

const text = fc.string({ unit: 'grapheme', maxLength: 80 });
const width = fc.integer({ min: 1, max: 60 });

describe('text on a screen', () => {
  it('fits exactly, with wide characters too', () => {
    fc.assert(
      fc.property(text, text, width, (a, b, columns) => {
        const pieces = [{ text: a, tint: 'red' as const }, { text: b }];
        assert.equal(stringWidth(stripVTControlCharacters(fit(pieces, columns))), columns);
      }),
    );
  });

  it('ends with … where it is cut', () => {
    assert.equal(cut('conversion', 10), 'conversion');
    assert.equal(cut('conversion', 6), 'conve…');
    assert.equal(cut('写真を変換', 5), '写真…');
  });

  it('wraps between words, loses none, and cuts the last line', () => {
    assert.deepEqual(wrap('the quick brown fox jumps', 10, 9), ['the quick', 'brown fox', 'jumps']);
    assert.deepEqual(wrap('the quick brown fox jumps', 10, 2), ['the quick', 'brown fox…']);
    fc.assert(
      fc.property(text, width, (any, columns) => {
        const shown = wrap(any, columns, 4);
        assert.ok(shown.every((line) => stringWidth(line) <= columns) && shown.length <= 4);
      }),
    );
  });

  it('contains no control characters', () => {
    assert.equal(plain('a\u001b[2Jb\nc\u2028d'), 'a [2Jb c d');
  });
});
