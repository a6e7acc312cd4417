import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import {
  alertmanagerArguments,
  alertmanagerFiles,
  prometheusArguments,
  prometheusFiles,
  withArguments,
} from '../../../src/drill/cluster/configuration.ts';
import { repository } from '../../../src/local/stack.ts';

describe('the configuration of a release during drills', () => {
  it('has rules in which time runs faster, and leaves the rest of the ConfigMap alone', () => {
    const rules = 'groups: [{name: a, rules: [{alert: B, expr: "rate(x[1d]) > 1", for: 5m}]}]\n';
    const data = {
      'prometheus.yaml': 'global: {evaluation_interval: 15s}\n',
      'rules.a.yaml': rules,
      'services.yaml': '[]',
    };
    const patch = prometheusFiles({ data }) as { data: Record<string, string> };
    assert.deepEqual(Object.keys(patch.data).sort(), ['prometheus.yaml', 'rules.a.yaml']);
    assert.deepEqual(parse(patch.data['rules.a.yaml'] ?? '').groups[0].rules[0], {
      alert: 'B',
      expr: 'rate(x[12m]) > 1',
      for: '2s500ms',
    });
  });

  it('tells the drill of alerts, and nobody else', () => {
    const { data } = alertmanagerFiles(repository, 'http://drill:9099') as { data: Record<string, string> };
    const text = data['alertmanager.yaml'] ?? '';
    const { route, receivers } = parse(text) as {
      route: { routes: { routes: { receiver: string }[] }[] };
      receivers: { name: string; webhook_configs?: { url: string }[] }[];
    };
    const told = new Set(route.routes.flatMap(({ routes }) => routes.map(({ receiver }) => receiver)));
    assert.deepEqual([...told].sort(), ['watchdog', 'webhook']);
    const urls = receivers
      .filter(({ name }) => told.has(name))
      .map((one) => one.webhook_configs?.map(({ url }) => url));
    assert.deepEqual(urls.flat().sort(), ['http://drill:9099/alerts', 'http://drill:9099/watchdog']);
  });

  it('keeps what is measured and told apart from what was before', () => {
    const args = ['--config.file=/etc/a.yaml', '--storage.tsdb.path=/prometheus'];
    assert.deepEqual(prometheusArguments(args).slice(0, 2), [args[0], '--storage.tsdb.path=/tmp/drill']);
    assert.deepEqual(alertmanagerArguments(['--storage.path=/data']), ['--storage.path=/tmp/drill']);
    const spec = {
      template: {
        spec: {
          containers: [
            { name: 'one', args },
            { name: 'other', args },
          ],
        },
      },
    };
    const patch = withArguments({ spec } as unknown as Parameters<typeof withArguments>[0], () => ['changed']);
    const containers = [
      { name: 'one', args: ['changed'] },
      { name: 'other', args },
    ];
    assert.deepEqual(patch, { spec: { template: { spec: { containers } } } });
  });
});
