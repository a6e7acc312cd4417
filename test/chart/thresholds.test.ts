import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Manifest } from '../../cdk8s/src/chart/synth.ts';
import { THRESHOLDS } from '../../cdk8s/src/monitoring/alerts/index.ts';
import { type AlertRule, isAlert } from '../../cdk8s/src/monitoring/rules/rule.ts';
import { FACTORS } from '../../cdk8s/src/monitoring/rules/threshold.ts';
import { plain, template } from './support/helm.ts';
import { PROMETHEUS, ruleGroups } from './support/rules.ts';
import { complete } from './support/values.ts';

const alertsIn = (manifests: readonly Manifest[]): AlertRule[] =>
  ruleGroups(manifests).flatMap(({ rules }) => rules.filter(isAlert));

/** A number that no rule has, for each alert with a threshold. */
const OTHERS = Object.fromEntries(
  [...THRESHOLDS.keys()].map((alert, i) => [alert, Number((0.4321 + i / 1000).toFixed(4))] as const),
);

/** A rule with the default where it has the other threshold. */
function undone(rule: AlertRule): AlertRule {
  const threshold = THRESHOLDS.get(rule.alert);
  if (!threshold) return rule;
  const { value, shown } = threshold;
  const other = OTHERS[rule.alert] ?? Number.NaN;
  const text = (number: number) => (shown ? `${Number((number * FACTORS[shown]).toFixed(6))} ${shown}` : '');
  const description = rule.annotations.description?.replaceAll(text(other) || '\0', text(value)) ?? '';
  return {
    ...rule,
    expr: rule.expr.replaceAll(String(other), String(value)),
    annotations: { ...rule.annotations, description },
  };
}

describe('the threshold of an alert', () => {
  for (const [where, prometheus] of Object.entries(PROMETHEUS)) {
    const rules = (thresholds: object) => alertsIn(plain(complete({ prometheus, alerts: { thresholds } })));
    const byDefault = rules({});

    for (const alert of THRESHOLDS.keys()) {
      it(`changes ${alert} and no other alert in ${where}`, () => {
        const changed = rules({ [alert]: OTHERS[alert] });
        assert.deepEqual(changed.map(undone), byDefault);
        const names = changed.filter(({ expr }, i) => expr !== byDefault[i]?.expr).map((rule) => rule.alert);
        assert.deepEqual(names, [alert]);
      });
    }

    it(`is in the query and in the text of every alert in ${where}, as Helm renders it`, async () => {
      const rendered = alertsIn(await template({ prometheus, alerts: { thresholds: OTHERS } }));
      assert.deepEqual(rendered.map(undone), byDefault);
      const kept = rendered.filter((rule) => !rule.expr.includes(String(OTHERS[rule.alert])));
      // The page of the certificate has a fixed threshold.
      assert.deepEqual(
        kept.filter(({ alert }) => THRESHOLDS.has(alert)).map(({ alert, labels }) => `${alert} ${labels.severity}`),
        ['CertificateExpiring page'],
      );
    });
  }

  it('is large without an exponent, as in the defaults', async () => {
    const rules = alertsIn(await template({ alerts: { thresholds: { HighMemoryUsage: 2e9 } } }));
    const { expr, annotations } = rules.find(({ alert }) => alert === 'HighMemoryUsage') as AlertRule;
    assert.match(expr, /> 2000000000\n/);
    assert.match(annotations.description ?? '', /more than 2 GB without a limit/);
  });

  it('moves the lines of dashboards', async () => {
    const lines = async (HighMemoryUsage: number) =>
      (
        await template({
          grafana: { dashboards: { configMaps: { enabled: true } } },
          alerts: { thresholds: { HighMemoryUsage } },
        })
      )
        .filter(({ kind, metadata }) => kind === 'ConfigMap' && /-dashboards-/.test(metadata.name))
        .flatMap(({ data }) => Object.values(data as Record<string, string>))
        .filter((text) => text.startsWith('{'))
        .map((text) => JSON.stringify(JSON.parse(text)));
    const [before, after] = [await lines(1e9), await lines(2e9)];
    assert.notDeepEqual(after, before);
    const moved = (text: string) =>
      text.replaceAll('{"value":2000000000,"color":"red"}', '{"value":1000000000,"color":"red"}');
    assert.deepEqual(after.map(moved), before);
  });

  it('exists only for alerts that compare with a number, and is a number of its unit', async () => {
    for (const [wrong, message] of [
      [{ BackendSlwo: 5 }, /thresholds.*BackendSlwo/s],
      [{ ServiceDown: 2 }, /thresholds.*ServiceDown/s],
      [{ BackendSlow: '5s' }, /thresholds\/BackendSlow/],
      [{ CollectorQueueFull: 90 }, /thresholds\/CollectorQueueFull/],
    ] as const)
      await assert.rejects(template({ alerts: { thresholds: wrong } }), message);
  });
});
