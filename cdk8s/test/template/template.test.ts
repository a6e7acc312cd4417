import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  above,
  all,
  any,
  checksum,
  either,
  entries,
  expression,
  firstOf,
  is,
  items,
  json,
  not,
  optional,
  present,
  token,
} from '../../src/template/template.ts';

const on = token<boolean>('.Values.on');

describe('known values', () => {
  it('are compared, combined and chosen between at once', () => {
    assert.equal(is('bundled', 'bundled', 'external'), true);
    assert.equal(all(true, not(false), above(2, 1)), true);
    assert.equal(any(false, present('')), false);
    assert.equal(either(false, 'a', 'b'), 'b');
    assert.equal(firstOf('', 'fallback'), 'fallback');
  });

  it('leave out what is not there', () => {
    assert.deepEqual({ ...entries(false, { a: 1 }), ...entries(true, { b: 2 }) }, { b: 2 });
    assert.deepEqual([...items(false, [1]), ...items(true, [2])], [2]);
    assert.deepEqual(optional({ empty: {}, none: '', list: [], some: { a: 1 } }), { some: { a: 1 } });
  });

  it('become the JSON that Go writes', () => {
    assert.equal(json({ b: '<&>', a: [1] }), '{"a":[1],"b":"\\u003c\\u0026\\u003e"}');
  });
});

describe('tokens', () => {
  it('become expressions', () => {
    assert.equal(expression(is(token('.Values.mode'), 'bundled')), '(has .Values.mode (list "bundled"))');
    assert.equal(expression(all(on, true, token('.Values.b'))), '(and .Values.on .Values.b)');
    assert.equal(expression(`${token<string>('.Release.Name')}-100%`), '(printf "%v-100%%" .Release.Name)');
    assert.equal(expression(checksum('a', token('.Files.Get "b"'))), '(sha256sum (printf "a%v" (.Files.Get "b")))');
  });

  it('are decided as far as is known', () => {
    assert.equal(all(on, false), false);
    assert.equal(any(on, true), true);
    assert.equal(all(true, on), on);
  });

  it('that are denied twice are themselves', () => {
    assert.equal(not(not(on)), on);
    assert.equal(not(not(present(token('.Values.x')))), present(token('.Values.x')));
  });

  it('say literals as Go reads them', () => {
    fc.assert(fc.property(fc.string(), (text) => JSON.parse(expression(text)) === text));
  });
});
