import type { V1Container, V1EnvVar } from '@kubernetes/client-node';
import type { PodSettings } from '../../settings.ts';
import { items } from '../../template/blocks.ts';
import type { Condition } from '../../template/condition.ts';
import { asText } from '../../template/text.ts';
import { listenOn } from '../base/listen.ts';
import { Part } from '../base/part.ts';
import type { PodProps } from '../base/pod.ts';
import { portOf } from '../base/ports.ts';
import type { ExternalReceiver } from './external.ts';

/** Ports that take telemetry. */
export const OTLP = ['otlp-grpc', 'otlp-http'];
const FOLDER = '/etc/otelcol';
const INTERNAL_ONLY: ExternalReceiver = { ports: [], env: [], volumes: [], mounts: [] };

export interface OtelcolProps {
  readonly settings: PodSettings & { readonly memoryLimitMiB: number };
  /** Files of collector/ without their extension. Each is merged over those before it when its condition holds. */
  readonly config: Readonly<Record<string, Condition>>;
  readonly ports: readonly string[];
  readonly env: readonly V1EnvVar[];
  readonly usesApi: Condition;
  readonly external?: ExternalReceiver;
}

/** A part that runs the Collector's program with files of collector/. */
export abstract class Otelcol extends Part {
  protected otelcol(props: OtelcolProps): PodProps {
    const { settings, config, ports, env, usesApi, external = INTERNAL_ONLY } = props;
    const files = Object.keys(config).map((name) => [`${name}.yaml`, this.context.file(`collector/${name}.yaml`)]);
    const { volume, checksum } = this.config(Object.fromEntries(files));
    const args = Object.entries(config).flatMap(([name, used]) => items(used, [`--config=${FOLDER}/${name}.yaml`]));
    return {
      settings,
      usesApi,
      checksum,
      volumes: [volume, ...external.volumes],
      container: {
        args,
        ports: [...this.containerPorts(...ports, 'health'), ...external.ports],
        env: [...this.surroundings(settings.memoryLimitMiB), ...external.env, ...env],
        ...probes(),
        volumeMounts: [{ name: 'config', mountPath: FOLDER, readOnly: true }, ...external.mounts],
      },
    };
  }

  private surroundings(memoryLimitMiB: number): V1EnvVar[] {
    const field = (name: string, fieldPath: string) => ({ name, valueFrom: { fieldRef: { fieldPath } } });
    const text = (name: string, value: string) => ({ name, value });
    return [
      field('K8S_NAMESPACE', 'metadata.namespace'),
      field('K8S_POD_NAME', 'metadata.name'),
      field('K8S_POD_UID', 'metadata.uid'),
      field('K8S_NODE_NAME', 'spec.nodeName'),
      text('OTELCOL_INSTANCE_ID', '$(K8S_POD_NAME)'),
      text('OTELCOL_GRPC_ENDPOINT', listenOn(this.context, portOf('otelcol', 'otlp-grpc'))),
      text('OTELCOL_HTTP_ENDPOINT', listenOn(this.context, portOf('otelcol', 'otlp-http'))),
      text('OTELCOL_HEALTH_ENDPOINT', listenOn(this.context, this.port('health'))),
      // From this size on Go collects garbage harder, before memory_limiter refuses data and the kernel kills the process.
      text('OTELCOL_MEMORY_LIMIT_MIB', asText(memoryLimitMiB)),
      text('GOMEMLIMIT', `${memoryLimitMiB}MiB`),
      text('GOGC', '50'),
    ];
  }
}

/** The health check succeeds once all components have started. None of them waits for a backend. */
function probes(): Pick<V1Container, 'startupProbe' | 'livenessProbe' | 'readinessProbe'> {
  const answers = { httpGet: { path: '/', port: 'health' } };
  return {
    // It compacts its queues when it starts.
    startupProbe: { ...answers, periodSeconds: 1, failureThreshold: 120 },
    livenessProbe: { ...answers, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 6 },
    readinessProbe: { ...answers, periodSeconds: 5, timeoutSeconds: 3 },
  };
}
