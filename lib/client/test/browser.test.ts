import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

const source = resolve(import.meta.dirname, '../src');
const root = resolve(source, '../../..');

/** Imports that are still there when the types are gone. */
const IMPORT = /^(?:import|export)\b(?! type\b)[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/gm;
const COMMENTS_AND_STRINGS = /\/\*[\s\S]*?\*\/|\/\/.*|'(?:\\.|[^'\\\n])*'/g;
const NODE = /\bBuffer\b|\bNodeJS\.|\bprocess\s*[.[]/;

interface Module {
  readonly file: string;
  readonly imports: readonly string[];
  readonly usesNode: boolean;
}

function read(file: string): Module {
  const text = readFileSync(file, 'utf8');
  const imports = [...text.matchAll(IMPORT)].map(([, one, other]) => one ?? other ?? '');
  return { file, imports, usesNode: NODE.test(text.replace(COMMENTS_AND_STRINGS, '')) };
}

/** The file behind an import; undefined for what only Node has. */
function locate(specifier: string, from: string): string | undefined {
  if (specifier.startsWith('node:')) return undefined;
  return specifier.startsWith('.') ? resolve(from, '..', specifier) : fileURLToPath(import.meta.resolve(specifier));
}

/** A module and all that it imports, of our own or not. */
function reachable(file: string, found = new Map<string, Module>()): Map<string, Module> {
  if (found.has(file)) return found;
  const module = read(file);
  found.set(file, module);
  for (const specifier of module.imports) {
    const next = locate(specifier, file);
    if (next) reachable(next, found);
  }
  return found;
}

describe('the model of a request', () => {
  const files = globSync('request/**/*.ts', { cwd: source }).sort();

  for (const file of files) {
    it(`needs no Node in ${file}`, () => {
      const modules = [...reachable(resolve(source, file)).values()];
      const faults = modules.flatMap(({ file: at, imports, usesNode }) => [
        ...imports.filter((one) => one.startsWith('node:')).map((one) => `${relative(root, at)} imports ${one}`),
        ...(usesNode ? [`${relative(root, at)} uses Buffer or process`] : []),
      ]);
      assert.deepEqual(faults, []);
    });
  }

  for (const file of files.filter((name) => !name.includes('/collect'))) {
    it(`sends no request in ${file}: only the files collect*.ts do`, () => {
      const asking = [...reachable(resolve(source, file)).keys()].filter((at) => at === resolve(source, 'http.ts'));
      assert.deepEqual(asking, []);
    });
  }

  it('is found with its imports', () => {
    assert.ok(files.length >= 12, `${files.length} files`);
    const modules = reachable(resolve(source, 'request/collect.ts'));
    for (const name of ['http.ts', 'jaeger.ts', 'request/line.ts']) assert.ok(modules.has(resolve(source, name)), name);
    assert.ok([...modules.keys()].some((file) => file.includes('services/lib/catalogue')));
  });
});
