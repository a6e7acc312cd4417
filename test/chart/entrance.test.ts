import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { V1ConfigMap, V1Ingress, V1StatefulSet } from '@kubernetes/client-node';
import type { Manifest } from '../../cdk8s/src/chart/synth.ts';
import { DASHBOARDS } from '../../cdk8s/src/monitoring/dashboards/index.ts';
import { template } from './support/helm.ts';

interface Route {
  spec: { rules: { matches: { path: { type: string; value: string } }[]; backendRefs: { name: string }[] }[] };
}
const named = <T>(objects: readonly Manifest[], kind: string, name: string): T => {
  const found = objects.find((one) => one.kind === kind && one.metadata.name === `triptych-${name}`);
  return (found ?? assert.fail(`no ${kind} ${name}`)) as unknown as T;
};
const pathsOf = ({ spec }: V1Ingress) => spec?.rules?.flatMap(({ http }) => http?.paths.map(({ path }) => path));

describe('what is published', () => {
  it('of user_svc is /v1 alone: not its metrics, its health or its pages', async () => {
    const rendered = await template({
      ingress: { enabled: true },
      httpRoute: { enabled: true, parentRefs: [{ name: 'gateway' }] },
    });
    assert.deepEqual(pathsOf(named<V1Ingress>(rendered, 'Ingress', 'user-svc')), ['/v1']);
    const [rule] = named<Route>(rendered, 'HTTPRoute', 'user-svc').spec.rules;
    assert.deepEqual(rule?.matches, [{ path: { type: 'PathPrefix', value: '/v1' } }]);
  });

  it('of Grafana is everything, under the URL that alerts link to', async () => {
    const rendered = await template({
      alerts: { grafanaUrl: 'https://grafana.example.com' },
      grafana: {
        ingress: { enabled: true, host: 'grafana.example.com', tlsSecret: 'grafana-tls' },
        httpRoute: { enabled: true, parentRefs: [{ name: 'gateway' }] },
      },
    });
    const ingress = named<V1Ingress>(rendered, 'Ingress', 'grafana');
    assert.deepEqual(pathsOf(ingress), ['/']);
    assert.deepEqual(ingress.spec?.tls, [{ hosts: ['grafana.example.com'], secretName: 'grafana-tls' }]);
    assert.equal(
      named<Route>(rendered, 'HTTPRoute', 'grafana').spec.rules[0]?.backendRefs[0]?.name,
      'triptych-grafana',
    );
    const [container] = named<V1StatefulSet>(rendered, 'StatefulSet', 'grafana').spec?.template.spec?.containers ?? [];
    const rootUrl = container?.env?.find(({ name }) => name === 'GF_SERVER_ROOT_URL');
    assert.equal(rootUrl?.value, 'https://grafana.example.com');
  });

  it('to a Grafana outside of the release are all dashboards, with the label that its sidecar looks for', async () => {
    const rendered = await template({
      grafana: { mode: 'disabled', dashboards: { configMaps: { enabled: true } } },
    });
    const maps = rendered.filter(({ kind, metadata }) => kind === 'ConfigMap' && /-dashboards-/.test(metadata.name));
    const files = maps.flatMap((one) => Object.entries((one as V1ConfigMap).data ?? {}));
    assert.deepEqual(files.map(([file]) => file).sort(), Object.keys(DASHBOARDS).sort());
    for (const [file, text] of files) assert.doesNotThrow(() => JSON.parse(text), file);
    for (const one of maps) assert.equal((one as V1ConfigMap).metadata?.labels?.grafana_dashboard, '1');
  });
});
