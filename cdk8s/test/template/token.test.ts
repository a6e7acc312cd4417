import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { ALWAYS, all, type Choice, type Condition, is } from '../../src/template/condition.ts';
import { checksum } from '../../src/template/text.ts';
import { expression, token } from '../../src/template/token.ts';

const on = token<Condition>('.Values.on');

describe('tokens', () => {
  it('become expressions', () => {
    assert.equal(
      expression(is(token<Choice<'bundled'>>('.Values.mode'), 'bundled')),
      '(has .Values.mode (list "bundled"))',
    );
    assert.equal(expression(all(on, ALWAYS, token('.Values.b'))), '(and .Values.on .Values.b)');
    assert.equal(expression(`${token<string>('.Release.Name')}-100%`), '(printf "%v-100%%" .Release.Name)');
    assert.equal(expression(checksum('a', token('.Files.Get "b"'))), '(sha256sum (printf "a%v" (.Files.Get "b")))');
  });

  it('write literals as Go reads them', () => {
    fc.assert(fc.property(fc.string(), (text) => JSON.parse(expression(text)) === text));
  });
});
