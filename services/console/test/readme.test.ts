import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { processSettings } from '@triptych/service';
import { loadConfig } from '../src/config.ts';

it('the README lists every variable with its default', () => {
  const folder = join(import.meta.dirname, '..');
  const readme = readFileSync(join(folder, 'README.md'), 'utf8');
  const source = readFileSync(join(folder, 'src/config.ts'), 'utf8');
  const variables = [...source.matchAll(/^ {2}([A-Z][A-Z_]+):/gm)].map(([, name = '']) => name);
  assert.ok(variables.length > 10);
  const config: Readonly<Record<string, unknown>> = loadConfig({});
  for (const name of [...variables, ...Object.keys(processSettings(0))]) {
    const row = readme.split('\n').find((line) => line.startsWith('|') && line.includes(`\`${name}\``));
    assert.ok(row, `${name} is missing`);
    const value = config[name];
    if (value !== undefined && value !== '') assert.ok(row.includes(`\`${value}\``), `${name} is ${value}: ${row}`);
  }
});
