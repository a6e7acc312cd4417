import type { V1EnvVar } from '@kubernetes/client-node';
import type { Construct } from 'constructs';
import { items } from '../../template/blocks.ts';
import { ALWAYS, all, type Choice, type Condition, either, is, not } from '../../template/condition.ts';
import { onlyWhen } from '../../template/conditional.ts';
import { asText } from '../../template/text.ts';
import { Headers, headersChecksum } from '../backends/access.ts';
import type { Context } from '../base/context.ts';
import { portOf } from '../base/ports.ts';
import { allow, READ } from '../base/role.ts';
import { CollectorAgent } from './agent.ts';
import { addExternalService, externalReceiver } from './external.ts';
import { CollectorGateway } from './gateway.ts';
import { OTLP, Otelcol } from './otelcol.ts';
import { isSampling, samplingVariables } from './sampling.ts';

export interface Backend {
  /** The address that receives OTLP. */
  readonly otlpEndpoint: string;
}

export interface Backends {
  readonly jaeger: Backend;
  readonly loki: Backend;
  readonly prometheus: Backend;
}

const DATA = '/var/lib/otelcol';

/** The OpenTelemetry Collector: one, or several behind a gateway, and an agent on every node. */
export class Collector extends Otelcol {
  readonly gateway: CollectorGateway;
  readonly agent: CollectorAgent;

  constructor(scope: Construct, context: Context, backends: Backends) {
    super(scope, context, 'otelcol');
    const { collector: settings, jaeger, loki, prometheus } = context.values;
    const { kubernetes, gateway, otlp } = settings;
    const isDisabled = ({ mode }: { mode: Choice<string> }) => is(mode, 'disabled');
    const account = this.serviceAccount(settings);
    const { secret: tokenSecret } = this.secret(otlp.bearerToken.existingSecret, [otlp.bearerToken.key], otlp.enabled);
    // Telemetry from outside reaches the gateway first, where there is one.
    const takesExternal = all(otlp.enabled, not(gateway.enabled));
    const pod = this.otelcol({
      settings,
      config: {
        config: ALWAYS,
        kubernetes: kubernetes.enabled,
        'tail-sampling': isSampling(context.values),
        'without-jaeger': isDisabled(jaeger),
        'without-loki': isDisabled(loki),
        'without-prometheus': isDisabled(prometheus),
        external: takesExternal,
      },
      ports: OTLP,
      env: [
        // One folder for each pod, because an existing claim may be shared.
        { name: 'OTELCOL_DATA_DIR', value: `${DATA}/$(K8S_POD_NAME)` },
        { name: 'OTELCOL_QUEUE_BYTES', value: asText(settings.queueBytes) },
        ...samplingVariables(context.values),
        ...items(isSampling(context.values), [
          { name: 'TAIL_SAMPLING_WAIT_SECONDS', value: asText(settings.tailSampling.waitSeconds) },
        ]),
        ...address('JAEGER_OTLP_URL', backends.jaeger, not(isDisabled(jaeger))),
        ...address('LOKI_OTLP_ENDPOINT', backends.loki, not(isDisabled(loki))),
        ...address('PROMETHEUS_OTLP_ENDPOINT', backends.prometheus, not(isDisabled(prometheus))),
        ...Object.entries({ JAEGER: jaeger, LOKI: loki, PROMETHEUS: prometheus }).flatMap(([name, backend]) => {
          const headers = new Headers(`${name}_HEADER`, backend);
          return [...headers.values(), ...headers.asMap(`${name}_OTLP_HEADERS`)];
        }),
      ],
      usesApi: kubernetes.enabled,
      external: externalReceiver(context, takesExternal, tokenSecret),
    });
    allow(this, account, [{ apiGroups: [''], resources: ['pods'], verbs: READ }], {
      scope: onlyWhen(this, 'access', kubernetes.enabled),
    });
    this.statefulSet({
      ...pod,
      credentials: headersChecksum(context),
      dataPath: DATA,
      persistence: settings.persistence,
      replicas: either(gateway.enabled, gateway.replicas, 1),
    });
    this.disruptionBudget(gateway.enabled);

    this.gateway = new CollectorGateway(this, context, `${this.name}-backend`, tokenSecret);
    const first = either(gateway.enabled, this.gateway.component, this.component);
    this.entrance(first);
    addExternalService(this, first);
    this.addresses(gateway.enabled);
    this.agent = new CollectorAgent(this, context, this.at('otlp-http'));
  }

  /** The Service that receives all telemetry. It leads to the gateway when there is one. */
  private entrance(component: string): void {
    const selector = { ...this.selector, 'app.kubernetes.io/name': component };
    this.object('v1', 'Service', { spec: { type: 'ClusterIP', selector, ports: servicePorts } });
  }

  /** A headless Service with the address of each pod, for the gateway. */
  private addresses(condition: Condition): void {
    this.object(
      'v1',
      'Service',
      { spec: { type: 'ClusterIP', clusterIP: 'None', selector: this.selector, ports: servicePorts } },
      { suffix: 'backend', scope: onlyWhen(this, 'addresses', condition) },
    );
  }
}

const servicePorts = OTLP.map((name) => ({
  name,
  port: portOf('otelcol', name),
  targetPort: name,
  protocol: 'TCP',
}));

const address = (name: string, { otlpEndpoint }: Backend, condition: Condition): V1EnvVar[] =>
  items(condition, [{ name, value: otlpEndpoint }]);
