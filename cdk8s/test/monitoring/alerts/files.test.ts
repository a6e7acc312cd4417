import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { ruleFiles } from '../../../src/monitoring/alerts/files.ts';
import { ALL, GROUPS } from './support/rules.ts';

const FOLDER = new URL('../../../../backends/rules/', import.meta.url);

describe('the files of rules', () => {
  it('are committed as they are generated, and no others are', () => {
    const committed = readdirSync(FOLDER).map((name) => ({ name, yaml: readFileSync(new URL(name, FOLDER), 'utf8') }));
    const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
    const generated = ruleFiles().map(({ name, yaml }) => ({ name, yaml }));
    assert.deepEqual(committed.sort(byName), generated.sort(byName));
  });

  it('have groups and rules with unique names', () => {
    const groups = GROUPS.map(({ name }) => name);
    assert.deepEqual(groups, [...new Set(groups)]);
    const rules = ALL.map(({ name }) => name);
    assert.deepEqual(rules, [...new Set(rules)]);
  });

  it('have each alert in one file only', () => {
    const files = new Map<string, Set<string>>();
    for (const { file, rules } of GROUPS) {
      for (const rule of rules) {
        if ('alert' in rule) files.set(rule.alert, (files.get(rule.alert) ?? new Set()).add(file));
      }
    }
    assert.deepEqual(
      [...files].filter(([, names]) => names.size > 1),
      [],
    );
  });
});
