import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { parse, stringify } from 'yaml';
import {
  alertmanagerArguments,
  alertmanagerFiles,
  prometheusArguments,
  prometheusFiles,
  withArguments,
} from '../../../src/drill/cluster/configuration.ts';
import { repository } from '../../../src/local/stack.ts';

const text = readFileSync(join(repository, 'backends/alertmanager.yaml'), 'utf8');
const configMap = (alertmanager: string) => ({
  metadata: { name: 'blue-alertmanager' },
  data: { 'alertmanager.yaml': alertmanager },
});

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

  /** The configuration of the repository as Helm puts it into a release: text by text, in whatever format. */
  const releases = {
    'as it is in the repository': (text: string) => text,
    'without routes to receivers that are not set up': (text: string) => text.replace(/^ *- \{receiver: .*\n/gm, ''),
    'in another format': (text: string) => stringify(parse(text), { collectionStyle: 'block', indent: 4 }),
  };
  for (const [what, render] of Object.entries(releases)) {
    it(`notifies the drill of alerts, and nobody else, when the release has it ${what}`, () => {
      const patch = alertmanagerFiles(configMap(render(text)), 'http://drill:9099') as { data: Record<string, string> };
      const { route, receivers } = parse(patch.data['alertmanager.yaml'] ?? '') as {
        route: { routes: { routes: { receiver: string }[] }[] };
        receivers: { name: string; webhook_configs?: { url: string }[] }[];
      };
      const notified = new Set(route.routes.flatMap(({ routes }) => routes.map(({ receiver }) => receiver)));
      assert.deepEqual([...notified].sort(), ['watchdog', 'webhook']);
      const urls = receivers
        .filter(({ name }) => notified.has(name))
        .map((one) => one.webhook_configs?.map(({ url }) => url));
      assert.deepEqual(urls.flat().sort(), ['http://drill:9099/alerts', 'http://drill:9099/watchdog']);
    });
  }

  it('is the configuration of the release, not that of the repository', () => {
    const changed = text.replace('group_by: [alertname, service]', 'group_by: [alertname]');
    const { data } = alertmanagerFiles(configMap(changed), 'http://drill:9099') as { data: Record<string, string> };
    assert.deepEqual(parse(data['alertmanager.yaml'] ?? '').route.group_by, ['alertname']);
  });

  it('is refused when what must be changed is not there', () => {
    assert.throws(
      () => alertmanagerFiles({ metadata: { name: 'blue-alertmanager' } }, ''),
      /blue-alertmanager has no alertmanager\.yaml/,
    );
    assert.throws(
      () => prometheusFiles({ metadata: { name: 'blue-prometheus' } }),
      /blue-prometheus has no prometheus\.yaml/,
    );
    const without = text.replace('name: webhook', 'name: elsewhere');
    assert.throws(() => alertmanagerFiles(configMap(without), ''), /no receiver "webhook"/);
  });

  it('keeps the data of drills apart from that of the release', () => {
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
