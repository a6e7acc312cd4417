import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeUnknown, sniff } from '../src/sniff.ts';

test('both byte orders of TIFF and BigTIFF are recognised', () => {
  for (const magic of ['II*\0', 'MM\0*', 'II+\0', 'MM\0+']) assert.equal(sniff(Buffer.from(magic)), 'tiff');
});

test('AVIF is recognised by a compatible brand when its major brand is another', () => {
  assert.equal(sniff(ftyp('mif1', 'miaf', 'avif')), 'avif');
  assert.equal(sniff(ftyp('avis', 'msf1')), 'avif');
  assert.equal(sniff(ftyp('miaf', 'avif', 'MA1B')), 'avif');
});

test('HEIC, which differs from AVIF only in its brands, is not taken for AVIF', () => {
  assert.equal(sniff(ftyp('heic', 'mif1', 'heic')), undefined);
  assert.equal(describeUnknown(ftyp('heic', 'mif1', 'heic')), 'HEIC');
});

test('other content has no picture format, and gets a name for the error message', () => {
  const cases: [string | Buffer, string][] = [
    ['', 'nothing: the body is empty'],
    ['hello, world\n', 'text'],
    ['<svg xmlns="http://www.w3.org/2000/svg"/>', 'SVG'],
    ['\ufeff<?xml version="1.0"?>\n<!-- a picture -->\n<svg:svg/>', 'SVG'],
    ['<html><body>no picture</body></html>', 'text'],
    ['%PDF-1.7', 'PDF'],
    [Buffer.from('ff0a7f00', 'hex'), 'JPEG XL'],
    [Buffer.from('0000000c4a584c200d0a870a', 'hex'), 'JPEG XL'],
    [Buffer.from([0, 1, 2, 3, 4, 5]), 'something else'],
  ];
  for (const [content, name] of cases) {
    assert.equal(sniff(Buffer.from(content as string)), undefined);
    assert.equal(describeUnknown(Buffer.from(content as string)), name);
  }
});

test('sniffing never throws on a truncated picture', () => {
  const avif = ftyp('avif', 'mif1', 'miaf');
  for (let length = 0; length < 40; length++) sniff(avif.subarray(0, length));
});

function ftyp(major: string, ...compatible: string[]): Buffer {
  const box = Buffer.from(`\0\0\0\0ftyp${major}\0\0\0\0${compatible.join('')}`, 'latin1');
  box.writeUInt32BE(box.length);
  return Buffer.concat([box, Buffer.from('\0\0\0\x08mdatheic avif', 'latin1')]);
}
