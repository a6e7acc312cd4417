import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { PARTS, SERVICE_NAMES } from '@triptych/parts';
import { parse } from 'yaml';
import type { Manifest } from '../../cdk8s/src/chart/synth.ts';
import { sharedRuleFiles } from '../../cdk8s/src/monitoring/alerts/files.ts';
import { NAMESPACE } from '../../cdk8s/src/monitoring/rules/scope.ts';
import { SCRAPE_JOBS } from '../../cdk8s/src/parts/backends/scrape-jobs.ts';
import { template } from './support/helm.ts';
import { validate } from './support/validate.ts';

interface Spec {
  groups: { name: string; rules: object[] }[];
  selector: { matchLabels: Record<string, string> };
  endpoints: { port: string; relabelings: { targetLabel: string; replacement: string }[] }[];
  scrapeProtocols?: string[];
  receivers: Record<string, unknown>[];
  route: { routes: { routes: { receiver: string }[] }[] };
}
const specOf = (object: Manifest) => object.spec as unknown as Spec;

describe('a Prometheus that the Prometheus Operator runs', () => {
  let rendered: Manifest[];
  const kinds = (kind: string) => rendered.filter((object) => object.kind === kind);

  before(async () => {
    rendered = await template({
      prometheus: {
        mode: 'operator',
        otlpEndpoint: 'http://prometheus:9090/api/v1/otlp',
        queryUrl: 'http://prometheus:9090',
        operatorLabels: { release: 'kube-prometheus-stack' },
      },
      alertmanager: {
        existingSecret: 'alerts',
        receivers: {
          slack: { enabled: true },
          email: { to: 'a@example.com', from: 'b@example.com', smarthost: 'smtp.example.com:587', username: 'c' },
        },
      },
    });
  });

  it('gets objects that are valid for the operator, with the labels that select them', async () => {
    const objects = rendered.filter(({ apiVersion }) => String(apiVersion).startsWith('monitoring.coreos.com/'));
    assert.ok(objects.length > 3);
    for (const object of objects) {
      await validate(object);
      const { labels } = object.metadata as unknown as { labels: Record<string, string> };
      assert.equal(labels.release, 'kube-prometheus-stack');
    }
  });

  it('gets every rule for the namespace of the release, with the links of the values', () => {
    const groups = kinds('PrometheusRule').flatMap((object) => specOf(object).groups);
    const expected = sharedRuleFiles().flatMap(({ yaml }) => parse(yaml.replaceAll(NAMESPACE, 'triptych')).groups);
    assert.deepEqual(groups, expected);
  });

  it('scrapes the services and the backends of the release, under the names that rules use', () => {
    const scraped = kinds('ServiceMonitor').flatMap((object) =>
      specOf(object).endpoints.map(({ relabelings }) => relabelings.map(({ replacement }) => replacement).join(' ')),
    );
    const services = SERVICE_NAMES.map((name) => `services ${name}`);
    assert.deepEqual(scraped.sort(), ['backends jaeger', 'backends loki', ...services.sort()]);
  });

  it('takes no exemplars of the backends, as the bundled Prometheus: those of Jaeger open nothing', () => {
    const protocols = Object.fromEntries(
      kinds('ServiceMonitor').map((object) => [object.metadata.name, specOf(object).scrapeProtocols]),
    );
    const withoutExemplars = SCRAPE_JOBS.find(({ job_name }) => job_name === 'backends')?.scrape_protocols;
    assert.deepEqual(withoutExemplars, ['PrometheusText0.0.4']);
    assert.deepEqual(protocols['triptych-monitoring-jaeger'], withoutExemplars);
    assert.deepEqual(protocols['triptych-monitoring-loki'], withoutExemplars);
    for (const name of SERVICE_NAMES)
      assert.equal(protocols[`triptych-monitoring-${PARTS[name].component}`], undefined);
  });

  it('finds the Services and ports that it scrapes', () => {
    for (const monitor of kinds('ServiceMonitor')) {
      const { selector, endpoints } = specOf(monitor);
      const found = kinds('Service').filter(({ metadata }) => {
        const { labels } = metadata as unknown as { labels: Record<string, string> };
        return Object.entries(selector.matchLabels).every(([key, value]) => labels[key] === value);
      });
      assert.equal(found.length, 1, monitor.metadata.name);
      const ports = found.flatMap(({ spec }) => (spec as { ports: { name: string }[] }).ports.map(({ name }) => name));
      assert.ok(endpoints.every(({ port }) => ports.includes(port)));
    }
  });

  it('notifies the enabled receivers, and needs no Secret of others', () => {
    const [config] = kinds('AlertmanagerConfig').map(specOf);
    assert.deepEqual(
      config?.receivers.map(({ name }) => name),
      ['nobody', 'slack', 'email'],
    );
    const notified = config?.route.routes.flatMap(({ routes }) => (routes ?? []).map(({ receiver }) => receiver));
    assert.deepEqual([...new Set(notified)].sort(), ['email', 'slack']);
    assert.ok(JSON.stringify(config).includes('define \\"title\\"'), 'its templates are in it');
  });

  it('leaves the bundled Prometheus and Alertmanager out', () => {
    const names = kinds('StatefulSet').map(({ metadata }) => metadata.name);
    assert.ok(!names.some((name) => /prometheus|alertmanager/.test(name)), names.join(' '));
  });
});
