import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import type { Manifest } from '../../cdk8s/src/chart/synth.ts';
import { ALERT_NAMES } from '../../cdk8s/src/monitoring/alerts/index.ts';
import { isAlert, type RuleGroup } from '../../cdk8s/src/monitoring/rules/rule.ts';
import { template } from './support/helm.ts';

const DISABLED = ['BackendSlow', 'UserSvcErrorBudgetBurn'];
const OPERATOR = {
  mode: 'operator',
  otlpEndpoint: 'http://prometheus:9090/api/v1/otlp',
  queryUrl: 'http://prometheus:9090',
};

/** The names of alerts in rendered manifests, from the ConfigMap of Prometheus or from objects of the operator. */
function alertsIn(manifests: readonly Manifest[]): string[] {
  const groups = manifests.flatMap((object): RuleGroup[] => {
    if (object.kind === 'PrometheusRule') return (object.spec as unknown as { groups: RuleGroup[] }).groups;
    const files = Object.entries((object as { data?: Record<string, string> }).data ?? {});
    return files.flatMap(([name, text]) => (name.startsWith('rules.') ? parse(text).groups : []));
  });
  return [...new Set(groups.flatMap(({ rules }) => rules.flatMap((rule) => (isAlert(rule) ? rule.alert : []))))];
}

describe('alerts that are disabled', () => {
  for (const [where, prometheus] of [
    ['the Prometheus of the release', {}],
    ['a Prometheus that the operator runs', OPERATOR],
  ] as const) {
    it(`are missing in ${where}, and no others`, async () => {
      const alerts = alertsIn(await template({ prometheus, alerts: { disabled: DISABLED } }));
      assert.deepEqual(alerts.sort(), ALERT_NAMES.filter((name) => !DISABLED.includes(name)).sort());
    });
  }

  it('must exist', async () => {
    await assert.rejects(template({ alerts: { disabled: ['BackendSlwo'] } }), /alerts\/disabled/);
  });
});

it('external labels are part of the configuration of Prometheus', async () => {
  const rendered = await template({ prometheus: { externalLabels: { cluster: 'a' } } });
  const file = rendered.map((object) => (object as { data?: Record<string, string> }).data?.['prometheus.yaml']);
  assert.deepEqual(parse(file.find((text) => text !== undefined) ?? '').global.external_labels, { cluster: 'a' });
});
