import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PictureName } from '@triptych/contracts';
import { Value } from 'typebox/value';
import { nameOfResult, safeName } from '../src/file-name.ts';

describe('the name of an upload', () => {
  for (const [given, safe] of [
    ['photo.jpg', 'photo.jpg'],
    ['  my holiday.png ', 'my holiday.png'],
    ['Übung ✓ 日本.jpg', 'Übung ✓ 日本.jpg'],
    ['/etc/passwd', 'passwd'],
    ['../../evil.png', 'evil.png'],
    ['C:\\pictures\\a.jpg', 'a.jpg'],
    ['a\r\nset-cookie: x=y\0.jpg', 'aset-cookie_ x=y.jpg'],
    ['photo\u202egpj.exe', 'photogpj.exe'],
    ['lone \ud800 surrogate.jpg', 'lone  surrogate.jpg'],
    ['what <is> "this"|?*.jpg', 'what _is_ _this____.jpg'],
    ['.htaccess', 'htaccess'],
    ['a. ', 'a'],
  ] as const)
    it(`is ${JSON.stringify(safe)} when the client sends ${JSON.stringify(given)}`, () => {
      assert.equal(safeName(given), safe);
      assert.ok(Value.Check(PictureName, safe));
    });

  for (const given of [undefined, '', '.', '..', '/', ' \t', 'folder/', '\u202e'])
    it(`does not exist when the client sends ${JSON.stringify(given)}`, () => {
      assert.equal(safeName(given), undefined);
    });

  it('has at most 200 bytes, and no part of a character', () => {
    for (const character of ['a', 'ü', '日', '😀']) {
      const name = safeName(character.repeat(5000)) ?? '';
      const bytes = Buffer.byteLength(name);
      assert.ok(bytes <= 200 && bytes > 196, `${bytes}`);
      assert.equal(name, character.repeat(name.length / character.length));
      assert.ok(Value.Check(PictureName, name));
    }
  });
});

describe('the name of a result', () => {
  for (const [name, format, result] of [
    ['photo.jpg', 'webp', 'photo.webp'],
    ['photo.JPG', 'jpeg', 'photo.jpg'],
    ['archive.tar.gz', 'png', 'archive.tar.png'],
    ['no extension', 'avif', 'no extension.avif'],
    ['version 1.2', 'png', 'version 1.2.png'],
    ['IMG.20261122', 'png', 'IMG.20261122.png'],
    ['jpg', 'png', 'jpg.png'],
    [undefined, 'webp', 'picture.webp'],
  ] as const)
    it(`is ${result} for ${name} as ${format}`, () => assert.equal(nameOfResult(name, format), result));
});
