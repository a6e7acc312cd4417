import { dirname } from 'node:path';
import versions from '../../../backends/versions.json' with { type: 'json' };
import { programFile } from '../../support/programs.ts';
import type { Cluster } from './cluster.ts';
import { run } from './run.ts';

const { version, image } = versions.otelcol;
const OWN = `localhost/triptych/otelcol_cluster:${version}`;

/**
 * Settings of a release whose Collector can check tokens: none where the image of the chart has the extension, as
 * upstream's has. A stand-in may lack it: then the Collector is the one that tests run, in an image of its own.
 */
export async function withTokens(cluster: Cluster): Promise<string[]> {
  if ((await componentsOf(cluster)).includes('bearertokenauth')) return [];
  const program = programFile('otelcol_cluster');
  const dockerfile = 'FROM scratch\nCOPY otelcol_cluster /\nENTRYPOINT ["/otelcol_cluster"]\n';
  await run('docker', ['build', '--quiet', '--file', '-', '--tag', OWN, dirname(program)], { input: dockerfile });
  await run('kind', ['load', 'docker-image', '--name', cluster.context.slice('kind-'.length), OWN]);
  const [registry, repository] = ['localhost/triptych', 'otelcol_cluster'];
  // It has no components for the agents on the nodes.
  return [
    `collector.image.registry=${registry}`,
    `collector.image.repository=${repository}`,
    'collector.kubernetes.enabled=false',
  ];
}

/** What the Collector's program says about its components. */
async function componentsOf(cluster: Cluster): Promise<string> {
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'components' },
    spec: {
      restartPolicy: 'Never',
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, runAsUser: 10001, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [
        {
          name: 'otelcol',
          image,
          args: ['components'],
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
        },
      ],
    },
  };
  await cluster.kubectl(['apply', '-f', '-'], { input: JSON.stringify(pod) });
  await cluster.kubectl(['wait', 'pod/components', '--for=jsonpath={.status.phase}=Succeeded', '--timeout=120s']);
  return cluster.kubectl(['logs', 'components']);
}
