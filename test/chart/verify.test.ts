import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { V1Deployment } from '@kubernetes/client-node';
import { template } from './support/helm.ts';

const deploymentOf = async (values: object) =>
  (await template(values)).find(({ kind, metadata }) => kind === 'Deployment' && metadata.name.endsWith('-verify')) as
    | V1Deployment
    | undefined;

describe('the check of links between signals', () => {
  it('does not run by default', async () => {
    assert.equal(await deploymentOf({}), undefined);
  });

  it('runs every minute in one pod, and sends the Collector what it finds', async () => {
    const { spec } = (await deploymentOf({ verify: { enabled: true } })) ?? {};
    assert.equal(spec?.replicas, 1);
    const [container] = spec?.template.spec?.containers ?? [];
    assert.deepEqual(container?.args?.slice(0, 3), ['verify', '--every', '60']);
    const env = new Map(container?.env?.map(({ name, value }) => [name, value]));
    assert.match(env.get('TRIPTYCH_OTLP_URL') ?? '', /^http:\/\/\S+-collector\S*:4318$/);
    assert.match(env.get('OTEL_RESOURCE_ATTRIBUTES') ?? '', /k8s\.pod\.name=\$\(POD_NAME\)/);
    assert.equal(env.has('TRIPTYCH_LOKI_OTLP_URL'), false);
  });

  it('asks a backend outside of the release whether it accepts telemetry', async () => {
    const loki = { mode: 'external', otlpEndpoint: 'https://l.example.com/otlp', queryUrl: 'https://l.example.com' };
    const deployment = await deploymentOf({ verify: { enabled: true }, loki });
    const env = deployment?.spec?.template.spec?.containers[0]?.env ?? [];
    assert.equal(env.find(({ name }) => name === 'TRIPTYCH_LOKI_OTLP_URL')?.value, 'https://l.example.com/otlp');
    assert.equal(env.find(({ name }) => name === 'TRIPTYCH_LOKI_URL')?.value, 'https://l.example.com');
  });
});
