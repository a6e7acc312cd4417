import type { V1EnvVar } from '@kubernetes/client-node';
import type { Undecided } from '../../template/undecided.ts';
import type { Values } from '../../values.ts';

/** The variables that say who sends telemetry: the pod, and the environment of the release. */
export function identity({ environment }: Undecided<Values>): V1EnvVar[] {
  const pod = (name: string, fieldPath: string) => ({ name, valueFrom: { fieldRef: { fieldPath } } });
  const attributes = [
    `deployment.environment.name=${environment}`,
    'k8s.namespace.name=$(POD_NAMESPACE)',
    'k8s.pod.name=$(POD_NAME)',
    'k8s.pod.uid=$(POD_UID)',
    'service.instance.id=$(POD_NAME)',
  ];
  return [
    pod('POD_NAMESPACE', 'metadata.namespace'),
    pod('POD_NAME', 'metadata.name'),
    pod('POD_UID', 'metadata.uid'),
    { name: 'OTEL_RESOURCE_ATTRIBUTES', value: attributes.join(',') },
  ];
}
