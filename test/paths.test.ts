import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, it } from 'node:test';
import { workspaces } from './support/workspaces.ts';

const root = resolve(import.meta.dirname, '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const files = globSync(['**/*', '.ci/*', '.github/**/*'], {
  cwd: root,
  exclude: (path) => /(^|\/)(node_modules|\.git|\.triptych)$/.test(path),
});
const folders = new Set(files.filter((path) => path.includes('/')).map((path) => path.split('/')[0]));

/** Words that a page writes in place of a name. */
const PLACEHOLDER = /\b(NAME|GROUP|PART|PAGE|FAMILY)\b/g;
const ENDING = /\w\.(ts|mjs|json|yaml|md|tmpl|txt)$|\w\/$/;

/** The texts in backticks that look like a path of this repository; what is below .triptych and dist exists at run time alone. */
function pathsIn(page: string): string[] {
  const prose = page.replaceAll(/^```[\s\S]*?^```$/gm, '');
  return [...prose.matchAll(/`([\w.*-][\w.*{},/-]*)`/g)]
    .map(([, path = '']) => path)
    .filter((path) => ENDING.test(path) || (path.includes('/') && folders.has(path.split('/')[0])))
    .filter((path) => !/^(\.triptych|dist)\//.test(path));
}

/** A pattern of a page as a regular expression: `*` and placeholders are any name, `{a,b}` is one of several. */
function patternOf(path: string): string {
  return path
    .replace(/\/$/, '')
    .replaceAll('.', '\\.')
    .replaceAll(/\{([^}]*)\}/g, (_, names: string) => `(${names.replaceAll(',', '|').replaceAll('/', '')})`)
    .replaceAll('*', '[^/]*')
    .replaceAll(PLACEHOLDER, '[^/]*');
}

/** Whether a path exists: from the root, from the page's folder, or, when it begins elsewhere, anywhere. */
function exists(path: string, page: string): boolean {
  const from = folders.has(path.split('/')[0] as string) ? `^(${dirname(page)}/)?` : '(^|/)';
  const pattern = new RegExp(`${from}${patternOf(path)}($|/)`);
  return files.some((file) => pattern.test(file));
}

describe('pages', () => {
  for (const page of files.filter((path) => path.endsWith('.md'))) {
    it(`name only existing paths in ${page}`, () => {
      assert.deepEqual(
        pathsIn(read(page)).filter((path) => !exists(path, page)),
        [],
      );
    });
  }

  it('would fail for a path that does not exist', () => {
    const page = 'See `cli/src/nowhere.ts`, `nowhere.yaml`, `docs/nowhere`, `cli/{src,nowhere}/`, and `/health`.';
    assert.deepEqual(
      pathsIn(page).filter((path) => !exists(path, 'README.md')),
      ['cli/src/nowhere.ts', 'nowhere.yaml', 'docs/nowhere'],
    );
  });

  for (const page of ['README.md', 'AGENTS.md']) {
    it(`name every package in the layout of ${page}`, () => {
      const rows = [...read(page).matchAll(/^\| (`[^|]*) \|/gm)].flatMap(([, cell = '']) => pathsIn(cell));
      const patterns = rows.map((path) => new RegExp(`^${patternOf(path)}$`));
      assert.deepEqual(
        workspaces.map(({ folder }) => folder).filter((folder) => !patterns.some((pattern) => pattern.test(folder))),
        [],
      );
    });
  }
});
