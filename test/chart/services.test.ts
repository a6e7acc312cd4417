import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { objectiveRules } from '@triptych/objectives';
import type { Manifest } from '../../cdk8s/src/chart/synth.ts';
import { template } from './support/helm.ts';

const SERVICES = [
  { name: 'checkout', availability: 0.9995, latency: { target: 0.9, seconds: 2.5 } },
  { name: 'basket', latency: { seconds: 1 } },
  { name: 'shipping', availability: 0.99999, latency: { target: 0.999, seconds: 0.005 } },
  { name: 'defaults' },
] as const;
const OPERATOR = {
  mode: 'operator',
  otlpEndpoint: 'http://prometheus:9090/api/v1/otlp',
  queryUrl: 'http://prometheus:9090',
};

const fileOf = (manifests: readonly Manifest[]) =>
  manifests.flatMap(
    (object) => (object as { data?: Record<string, string> }).data?.['rules.service-objectives.yaml'] ?? [],
  );
const objectsOf = (manifests: readonly Manifest[]) =>
  manifests.flatMap(({ kind, metadata, spec }) =>
    kind === 'PrometheusRule' && metadata.name.endsWith('-service-objectives') ? [spec] : [],
  );

describe('objectives of services in the values', () => {
  it('are rules of the Prometheus of the release, without any where none is set', async () => {
    for (const services of [SERVICES, []]) {
      const files = fileOf(await template({ services }));
      assert.deepEqual(
        files.map((text) => JSON.parse(text)),
        [objectiveRules(services)],
      );
    }
  });

  it('are rules of the namespace for a Prometheus that the operator runs', async () => {
    const found = objectsOf(await template({ services: SERVICES, prometheus: OPERATOR }));
    assert.deepEqual(found, [objectiveRules(SERVICES, { namespace: 'triptych' })]);
  });

  it('make no object of the operator where none is set', async () => {
    assert.deepEqual(objectsOf(await template({ prometheus: OPERATOR })), []);
  });
});
