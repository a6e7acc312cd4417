import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SERIES } from '../../../cdk8s/src/monitoring/series.ts';
import { linksOf } from './links.ts';
import { type AlertTest, promtool, type QueryTest } from './promtool.ts';
import { groupsIn, isAlert, type Rule } from './rules.ts';
import type { Fired, Firing, Series, Silent } from './scenario.ts';

/** Tests the alerts of a file of rules in each scenario. */
export function prove(file: string, ...scenarios: readonly (Firing | Silent)[]): void {
  const rules = groupsIn(file).flatMap((group) => group.rules.filter(isAlert));
  const firing = scenarios.filter((scenario): scenario is Firing => 'firingAt' in scenario);

  describe(`the alerts of ${file}`, { concurrency: 2 }, () => {
    for (const scenario of scenarios) {
      const { alert, when, series, interval } = scenario;
      it(`${alert} ${'firingAt' in scenario ? 'fires' : 'stays silent'} when ${when}`, async () => {
        assert.deepEqual(unknownIn(series), []);
        await promtool({ rules: file, series, interval, ...expected(scenario, rules) });
      });
    }

    it('all fire in at least one scenario', () => {
      const key = ({ alert, labels }: Pick<Firing, 'alert' | 'labels'>) => `${alert} (${labels.severity})`;
      assert.deepEqual([...new Set(firing.map(key))].sort(), rules.map(key).sort());
    });
  });
}

function expected(
  scenario: Firing | Silent,
  rules: readonly (Rule & { alert: string })[],
): { alerts: AlertTest[]; queries: QueryTest[] } {
  const { alert } = scenario;
  const never = (time: string, severity = '.+'): QueryTest => ({
    eval_time: time,
    expr: `count_over_time(ALERTS{alertname="${alert}", severity=~"${severity}", alertstate="firing"}[30d])`,
    exp_samples: [],
  });
  const at = (time: string, ...fired: readonly Fired[]): AlertTest => ({
    eval_time: time,
    alertname: alert,
    exp_alerts: fired.map((one) => {
      const rule = rules.find(({ alert: name, labels }) => name === alert && labels.severity === one.labels.severity);
      assert.ok(rule, `there is no rule for ${alert} (${one.labels.severity})`);
      const { labels, summary, description } = one;
      return { exp_labels: labels, exp_annotations: { summary, description, ...linksOf(rule, one) } };
    }),
  });
  if ('silentUntil' in scenario) return { alerts: [], queries: [never(scenario.silentUntil)] };
  const { silentAt, firingAt, resolvedAt, also = [] } = scenario;
  return {
    alerts: [at(firingAt, scenario, ...also), ...(resolvedAt ? [at(resolvedAt)] : [])],
    queries: silentAt ? [never(silentAt, scenario.labels.severity)] : [],
  };
}

/** The selectors of series that no part of the system makes: a test with them proves nothing. */
function unknownIn(series: Series): string[] {
  return Object.keys(series).filter((selector) => {
    const [, name = '', labels = ''] = /^([\w:]+)(?:\{(.*)\})?$/.exec(selector) ?? [];
    const known = SERIES.get(name);
    return !known || [...labels.matchAll(/(\w+)="/g)].some(([, label = '']) => !known.includes(label));
  });
}
