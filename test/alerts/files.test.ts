import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { describe, it } from 'node:test';
import { FOLDER } from './support/rules.ts';

describe('the files of rules', () => {
  it('have one test each in this folder', () => {
    const named = (folder: string, ending: string) =>
      readdirSync(folder).flatMap((name) => (name.endsWith(ending) ? [name.slice(0, -ending.length)] : []));
    const tests = named(import.meta.dirname, '.test.ts');
    assert.deepEqual(
      named(FOLDER, '.yaml').filter((name) => !tests.includes(name)),
      [],
    );
  });
});
