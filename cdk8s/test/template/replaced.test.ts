import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { replaced } from '../../src/template/replaced.ts';
import { token } from '../../src/template/token.ts';

describe('replaced', () => {
  it('says a part of a text in other words', () => {
    assert.equal(replaced('time: 15d\n', '15d', '3d'), 'time: 3d\n');
  });

  it('refuses a text without that part, which would go unnoticed', () => {
    assert.throws(() => replaced('time: 30d\n', '15d', '3d'), /no "15d" to replace/);
  });

  it('leaves it to the template where a text or the words are not known yet', () => {
    const file = token<string>('.Files.Get "a.yaml"');
    assert.equal(
      replaced(file, '15d', `${token('.Values.time')}`),
      token('replace "15d" .Values.time (.Files.Get "a.yaml")'),
    );
  });
});
