import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { replaced } from '../../src/template/replaced.ts';
import { token } from '../../src/template/token.ts';

describe('replaced', () => {
  it('replaces a part of a text', () => {
    assert.equal(replaced('time: 15d\n', '15d', '3d'), 'time: 3d\n');
  });

  it('throws when a text has no such part, which would otherwise go unnoticed', () => {
    assert.throws(() => replaced('time: 30d\n', '15d', '3d'), /no "15d" to replace/);
  });

  it('leaves the replacement to Helm where the text or the new part is a token', () => {
    const file = token<string>('.Files.Get "a.yaml"');
    assert.equal(
      replaced(file, '15d', `${token('.Values.time')}`),
      token('replace "15d" .Values.time (.Files.Get "a.yaml")'),
    );
  });
});
