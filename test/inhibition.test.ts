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
  /** As far as they are known before it fires. */
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

/** Whether an alert can match; a label of which only the series tells may have any value. */
function matches(matchers: readonly string[], { labels }: Alert): boolean {
  return matchers.map(matcher).every(({ label, negative, values }) => {
    const value = labels[label];
    if (value === undefined || value.includes('{{')) return true;
    return values.includes(value) !== negative;
  });
}

const key = ({ alertname, labels }: Alert) => `${alertname} (${labels.severity})`;

/** Which alerts each alert can silence. */
const silences = new Map(
  alerts.map((source) => {
    const rules = inhibitRules.filter(({ source_matchers }) => matches(source_matchers, source));
    const targets = alerts.filter((target) => rules.some(({ target_matchers }) => matches(target_matchers, target)));
    return [key(source), { source, targets }];
  }),
);

describe('inhibition', () => {
  it('names alerts that there are', () => {
    const named = inhibitRules
      .flatMap(({ source_matchers, target_matchers }) => [...source_matchers, ...target_matchers])
      .map(matcher)
      .flatMap(({ label, values }) => (label === 'alertname' ? values : []));
    const known = new Set(alerts.map(({ alertname }) => alertname));
    assert.deepEqual([...new Set(named)].filter((name) => !known.has(name)).sort(), []);
  });

  it('lets a page be silenced by a page alone', () => {
    for (const { source, targets } of silences.values()) {
      if (source.labels.severity === 'page') continue;
      assert.deepEqual(targets.filter(({ labels }) => labels.severity === 'page').map(key), [], key(source));
    }
  });

  it('never goes round: else all alerts of the round would be silent', () => {
    const walk = (at: string, path: readonly string[]): void => {
      assert.ok(!path.includes(at), [...path, at].join(' silences '));
      for (const target of silences.get(at)?.targets ?? []) walk(key(target), [...path, at]);
    };
    for (const at of silences.keys()) walk(at, []);
  });

  it('leaves the Watchdog alone', () => {
    for (const { source, targets } of silences.values())
      assert.ok(!targets.some(({ alertname }) => alertname === 'Watchdog'), key(source));
  });
});
