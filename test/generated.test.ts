import assert from 'node:assert/strict';
import { globSync, readFileSync, statSync } from 'node:fs';
import { join, matchesGlob, resolve } from 'node:path';
import { describe, it } from 'node:test';
import { generators } from '../scripts/generate/generators.ts';

const root = resolve(import.meta.dirname, '..');
const marked = [...readFileSync(join(root, '.gitattributes'), 'utf8').matchAll(/^(\S+) linguist-generated$/gm)];

describe('generated files', () => {
  for (const { output } of generators) {
    it(`of ${output} are marked as generated in .gitattributes`, () => {
      const isFolder = statSync(join(root, output)).isDirectory();
      const files = isFolder ? globSync(`${output}/**/*.*`, { cwd: root }) : [output];
      assert.ok(files.length > 0);
      const unmarked = files.filter((file) => !marked.some(([, pattern = '']) => matchesGlob(file, pattern)));
      assert.deepEqual(unmarked, []);
    });
  }
});
