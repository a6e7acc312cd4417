import type { V1Pod } from '@kubernetes/client-node';
import type { OpenRelease } from './open.ts';
import { serviceOf } from './release.ts';

/** The command that prints Grafana's admin password, which this program never prints; undefined without a Grafana. */
export function passwordCommand({ pods, release, kube }: OpenRelease): string | undefined {
  const service = serviceOf(release, 'grafana');
  if (!service) return undefined;
  const secret = secretOf(pods.selectedBy(service.selector)) ?? {
    name: `${release.name}-grafana`,
    key: 'admin-password',
  };
  // In a JSON path, an unescaped dot begins another field.
  const key = secret.key.replaceAll('.', '\\.');
  return (
    `kubectl --context ${kube.context} -n ${kube.namespace} get secret ${secret.name} ` +
    `-o jsonpath='{.data.${key}}' | base64 -d; echo`
  );
}

/** The Secret from which the pods take the password. */
export function secretOf(pods: readonly V1Pod[]): { name: string; key: string } | undefined {
  for (const { env } of pods.flatMap(({ spec }) => spec?.containers ?? [])) {
    const from = env?.find(({ name }) => name === 'GF_SECURITY_ADMIN_PASSWORD')?.valueFrom?.secretKeyRef;
    if (from?.name) return { name: from.name, key: from.key };
  }
  return undefined;
}
