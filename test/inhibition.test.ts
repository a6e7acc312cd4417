import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, it } from 'node:test';
import { parse } from 'yaml';

const backends = resolve(import.meta.dirname, '../backends');
const read = (path: string) => parse(readFileSync(join(backends, path), 'utf8'));

interface InhibitRule {
  readonly source_matchers: readonly string[];
  readonly target_matchers: readonly string[];
}

interface Alert {
  readonly alertname: string;
  /** The labels of the rule; a label with a template may have any value. */
  readonly labels: Readonly<Record<string, string>>;
}

const inhibitRules = read('alertmanager.yaml').inhibit_rules as readonly InhibitRule[];

const alerts: readonly Alert[] = globSync('rules/*.yaml', { cwd: backends, exclude: ['**/*.test.yaml'] })
  .flatMap((path) => read(path).groups as { rules: { alert?: string; labels?: Record<string, string> }[] }[])
  .flatMap(({ rules }) => rules)
  .flatMap(({ alert: alertname, labels = {} }) => (alertname ? [{ alertname, labels: { ...labels, alertname } }] : []));

interface Matcher {
  readonly label: string;
  readonly negative: boolean;
  readonly values: readonly string[];
}

function matcher(text: string): Matcher {
  const [, label = '', operator = '', value = ''] = /^(\w+) (=|!=|=~|!~) "?([^"]+)"?$/.exec(text) ?? [];
  assert.ok(label, `"${text}" is not LABEL OPERATOR VALUE`);
  return { label, negative: operator.startsWith('!'), values: operator.endsWith('~') ? value.split('|') : [value] };
}

/** Whether an alert can match; a label that comes from the series may have any value. */
function matches(matchers: readonly string[], { labels }: Alert): boolean {
  return matchers.map(matcher).every(({ label, negative, values }) => {
    const value = labels[label];
    if (value === undefined || value.includes('{{')) return true;
    return values.includes(value) !== negative;
  });
}

const key = ({ alertname, labels }: Alert) => `${alertname} (${labels.severity})`;

/** The alerts that each alert can inhibit. */
const inhibited = new Map(
  alerts.map((source) => {
    const rules = inhibitRules.filter(({ source_matchers }) => matches(source_matchers, source));
    const targets = alerts.filter((target) => rules.some(({ target_matchers }) => matches(target_matchers, target)));
    return [key(source), { source, targets }];
  }),
);

describe('inhibition', () => {
  it('names existing alerts', () => {
    const named = inhibitRules
      .flatMap(({ source_matchers, target_matchers }) => [...source_matchers, ...target_matchers])
      .map(matcher)
      .flatMap(({ label, values }) => (label === 'alertname' ? values : []));
    const known = new Set(alerts.map(({ alertname }) => alertname));
    assert.deepEqual([...new Set(named)].filter((name) => !known.has(name)).sort(), []);
  });

  it('lets only pages inhibit pages', () => {
    for (const { source, targets } of inhibited.values()) {
      if (source.labels.severity === 'page') continue;
      assert.deepEqual(targets.filter(({ labels }) => labels.severity === 'page').map(key), [], key(source));
    }
  });

  it('has no cycle, in which all alerts would be silent', () => {
    const walk = (at: string, path: readonly string[]): void => {
      assert.ok(!path.includes(at), [...path, at].join(' inhibits '));
      for (const target of inhibited.get(at)?.targets ?? []) walk(key(target), [...path, at]);
    };
    for (const at of inhibited.keys()) walk(at, []);
  });

  it('never inhibits the Watchdog', () => {
    for (const { source, targets } of inhibited.values())
      assert.ok(!targets.some(({ alertname }) => alertname === 'Watchdog'), key(source));
  });
});
