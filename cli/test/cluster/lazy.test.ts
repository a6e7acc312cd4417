import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { test } from 'node:test';

const main = resolve(import.meta.dirname, '../../src/main.ts');

/** Every module that is loaded with this one, and the packages among them. */
function loadedWith(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const [, specifier = ''] of readFileSync(file, 'utf8').matchAll(/^(?:import|export|\}) (?!type ).*'(.+)';$/gm)) {
    if (specifier.startsWith('.')) loadedWith(join(dirname(file), specifier), seen);
    else seen.add(specifier);
  }
  return seen;
}

test('the Kubernetes client is loaded only by commands for a cluster', () => {
  const loaded = [...loadedWith(main)];
  assert.ok(loaded.includes(join(dirname(main), 'target.ts')) && loaded.includes('node:util'));
  assert.deepEqual(
    loaded.filter((name) => /kubernetes|src\/cluster/.test(name)),
    [],
  );
});
