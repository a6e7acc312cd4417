import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import type { Manifest } from '../../cdk8s/src/chart/synth.ts';
import { ALERT_NAMES } from '../../cdk8s/src/monitoring/alerts/index.ts';
import { isAlert } from '../../cdk8s/src/monitoring/rules/rule.ts';
import { template } from './support/helm.ts';
import { PROMETHEUS, ruleGroups } from './support/rules.ts';

const DISABLED = ['BackendSlow', 'UserSvcErrorBudgetBurn'];

/** The names of alerts in rendered manifests. */
function alertsIn(manifests: readonly Manifest[]): string[] {
  const rules = ruleGroups(manifests).flatMap((group) => group.rules);
  return [...new Set(rules.flatMap((rule) => (isAlert(rule) ? rule.alert : [])))];
}

describe('alerts that are disabled', () => {
  for (const [where, prometheus] of Object.entries(PROMETHEUS)) {
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
