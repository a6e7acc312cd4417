import type { V1ContainerPort, V1EnvVar, V1Volume, V1VolumeMount } from '@kubernetes/client-node';
import { entries, items, optional, spread } from '../../template/blocks.ts';
import { type Condition, chosen, is } from '../../template/condition.ts';
import { onlyWhen } from '../../template/conditional.ts';
import type { Context } from '../base/context.ts';
import { listenOn } from '../base/listen.ts';
import type { Part } from '../base/part.ts';
import { portOf } from '../base/ports.ts';

/** The ports that senders use by default, and the ports of the container behind them. */
const PORTS = { 'otlp-grpc': 'otlp-grpc-tls', 'otlp-http': 'otlp-http-tls' };
/** Ports that take telemetry with TLS and a token. */
export const OTLP_TLS = Object.values(PORTS);
const FOLDER = '/etc/triptych/otlp';
const VOLUME = 'otlp-external';

/** What a Collector needs for collector/external.yaml. */
export interface ExternalReceiver {
  readonly ports: V1ContainerPort[];
  readonly env: V1EnvVar[];
  readonly volumes: V1Volume[];
  readonly mounts: V1VolumeMount[];
}

/** The receiver for senders outside of the release. Its Secrets are files: a change of them restarts no pod. */
export function externalReceiver(context: Context, enabled: Condition, tokenSecret: string): ExternalReceiver {
  const { tls, bearerToken } = context.values.collector.otlp;
  const number = (name: string) => portOf('otelcol', name);
  const file = (path: string, key = path) => ({ key, path });
  return {
    ports: items(
      enabled,
      OTLP_TLS.map((name) => ({ name, containerPort: number(name), protocol: 'TCP' })),
    ),
    env: items(enabled, [
      { name: 'OTELCOL_EXTERNAL_GRPC_ENDPOINT', value: listenOn(context, number('otlp-grpc-tls')) },
      { name: 'OTELCOL_EXTERNAL_HTTP_ENDPOINT', value: listenOn(context, number('otlp-http-tls')) },
    ]),
    volumes: items(enabled, [
      {
        name: VOLUME,
        projected: {
          sources: [
            { secret: { name: tokenSecret, items: [file('token', bearerToken.key)] } },
            { secret: { name: tls.secretName, items: [file('tls.crt'), file('tls.key')] } },
          ],
        },
      },
    ]),
    mounts: items(enabled, [{ name: VOLUME, mountPath: FOLDER, readOnly: true }]),
  };
}

/** The Service of that receiver. The Service of the release stays within the cluster. */
export function addExternalService(part: Part, component: string): void {
  const { enabled, service } = part.context.values.collector.otlp;
  const { type, annotations, loadBalancerSourceRanges } = service;
  const ports = Object.entries(PORTS).map(([name, targetPort]) => ({
    name,
    port: part.port(name),
    targetPort,
    protocol: 'TCP',
  }));
  const spec = {
    type: chosen(type),
    selector: { ...part.selector, 'app.kubernetes.io/name': component },
    ...entries(is(type, 'LoadBalancer'), optional({ loadBalancerSourceRanges })),
    ports,
  };
  const scope = onlyWhen(part, 'external', enabled);
  part.object('v1', 'Service', { spec }, { suffix: 'otlp', scope, annotations: spread(annotations) });
}
