import type { V1EnvVar } from '@kubernetes/client-node';
import type { ServiceName } from '@triptych/parts';
import type { Construct } from 'constructs';
import type { PodSettings, Replicated } from '../../settings.ts';
import { entries, items } from '../../template/blocks.ts';
import { ALWAYS, above, all, any, type Condition, chosen, either, is, not } from '../../template/condition.ts';
import { onlyWhen } from '../../template/conditional.ts';
import { asText } from '../../template/text.ts';
import type { Context } from '../base/context.ts';
import { listenHost } from '../base/listen.ts';
import { Part } from '../base/part.ts';
import { addressOf, PODS } from '../base/ports.ts';
import { identity } from '../base/resource-attributes.ts';
import { samplingVariables } from '../collector/sampling.ts';

export interface ServiceSettings {
  readonly settings: PodSettings & Replicated;
  /** Environment variables beside those that all services have. */
  readonly env: readonly V1EnvVar[];
  /** Checksum of the credentials among them. */
  readonly credentials?: string;
  /** Whether the release has the service; by default it has. */
  readonly exists?: Condition;
  readonly secretFiles?: SecretFiles;
  /** Size of the memory in /dev/shm, which counts towards the memory limit; by default what the node gives, mostly 64 MiB. */
  readonly sharedMemory?: string;
}

/** A Secret whose keys are files in the container. */
export interface SecretFiles {
  /** The name of an existing Secret; empty: the chart creates one. */
  readonly existing: string;
  readonly keys: readonly string[];
  readonly path: string;
  readonly needed: Condition;
}

/** A service. All services are alike but for their environment. */
export class Service extends Part {
  constructor(scope: Construct, context: Context, name: ServiceName, options: ServiceSettings) {
    const { settings, env, exists = ALWAYS, secretFiles, sharedMemory } = options;
    super(scope, context, name, exists);
    const mounted = secretFiles && this.mount(secretFiles);
    const shared = sharedMemory === undefined ? [] : [{ name: 'shared-memory', sizeLimit: sharedMemory }];
    const credentials = `${options.credentials ?? ''}${mounted?.checksum ?? ''}`;
    const { autoscaling, replicas } = settings;
    const current = context.replicas(this.name);
    const get = (path: string) => ({ httpGet: { path, port: 'http' } });

    this.serviceAccount(settings);
    this.service('http');
    this.pods();
    this.deployment(
      {
        settings,
        credentials,
        gracePeriod: settings.terminationGracePeriodSeconds,
        volumes: [
          ...(mounted?.volumes ?? []),
          ...shared.map(({ name, sizeLimit }) => ({ name, emptyDir: { medium: 'Memory', sizeLimit } })),
        ],
        container: {
          ports: this.containerPorts('http'),
          env: [...this.environment(), ...env],
          volumeMounts: [...(mounted?.mounts ?? []), ...shared.map(({ name }) => ({ name, mountPath: '/dev/shm' }))],
          // Startup: it listens. Liveness: the event loop responds, whatever its dependencies do. Readiness: it can serve.
          startupProbe: { ...get('/health'), periodSeconds: 1, failureThreshold: 60 },
          // Six failures, a minute: on a busy node the service waits for a core and answers late. A restart would take longer.
          livenessProbe: { ...get('/health'), periodSeconds: 10, timeoutSeconds: 10, failureThreshold: 6 },
          readinessProbe: { ...get('/health/ready'), periodSeconds: 2, timeoutSeconds: 5, failureThreshold: 3 },
        },
      },
      {
        ...entries(not(autoscaling.enabled), { replicas }),
        // Without a number Kubernetes would go to one pod when autoscaling is enabled, and only then to the smallest number.
        ...entries(all(autoscaling.enabled, above(current, 0)), { replicas: current }),
      },
    );
    this.disruptionBudget(any(autoscaling.enabled, above(replicas, 1)));
    this.autoscaler(autoscaling);
  }

  /** A headless Service with the address of each pod, for the Prometheus of the release: a pod that is not ready, too. */
  private pods(): void {
    const ports = [{ name: 'http', port: this.port('http'), targetPort: 'http', protocol: 'TCP' }];
    this.object(
      'v1',
      'Service',
      {
        spec: {
          type: 'ClusterIP',
          clusterIP: 'None',
          publishNotReadyAddresses: true,
          selector: this.selector,
          ports,
        },
      },
      { suffix: PODS, scope: onlyWhen(this, PODS, is(this.context.values.prometheus.mode, 'bundled')) },
    );
  }

  private mount({ existing, keys, path, needed }: SecretFiles) {
    const { secret, checksum } = this.secret(existing, keys, needed);
    return {
      checksum: either(needed, checksum, ''),
      mounts: items(needed, [{ name: 'secrets', mountPath: path, readOnly: true }]),
      volumes: items(needed, [{ name: 'secrets', secret: { secretName: secret, defaultMode: 0o440 } }]),
    };
  }

  private environment(): V1EnvVar[] {
    const { values } = this.context;
    return [
      ...identity(values),
      { name: 'HOST', value: listenHost(this.context) },
      { name: 'LOG_LEVEL', value: chosen(values.logLevel) },
      ...(this.part === 'console' ? [] : [{ name: 'FAULT_INJECTION', value: asText(values.faultInjection.enabled) }]),
      // A pod that stops is not ready, but serves for 5 s more: until then nodes may still send it requests.
      { name: 'DRAIN_DELAY_SECONDS', value: '5' },
      // Where a drained node takes a Collector along, the gateway needs 10 s to give up on it, and the next attempt reaches another.
      { name: 'TELEMETRY_FLUSH_SECONDS', value: '15' },
      { name: 'OTEL_EXPORTER_OTLP_ENDPOINT', value: `http://${addressOf(this.context, 'otelcol', 'otlp-grpc')}` },
      ...samplingVariables(values),
    ];
  }

  private autoscaler(settings: Replicated['autoscaling']): void {
    this.object(
      'autoscaling/v2',
      'HorizontalPodAutoscaler',
      {
        spec: {
          scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: this.name },
          minReplicas: settings.minReplicas,
          maxReplicas: settings.maxReplicas,
          metrics: [
            {
              type: 'Resource',
              resource: {
                name: 'cpu',
                target: { type: 'Utilization', averageUtilization: settings.targetCPUUtilizationPercentage },
              },
            },
          ],
        },
      },
      { scope: onlyWhen(this, 'autoscaling', settings.enabled) },
    );
  }
}
