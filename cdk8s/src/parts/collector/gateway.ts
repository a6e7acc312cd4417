import type { Construct } from 'constructs';
import { ALWAYS, NEVER } from '../../template/condition.ts';
import type { Context } from '../base/context.ts';
import { externalReceiver } from './external.ts';
import { OTLP, Otelcol } from './otelcol.ts';

/**
 * Collectors without state, in front of those with a queue. They send all spans of a trace to the same Collector behind.
 * Span metrics, service graph and sampling need this as soon as there are two.
 */
export class CollectorGateway extends Otelcol {
  constructor(scope: Construct, context: Context, behind: string, tokenSecret: string) {
    const { image, gateway, otlp } = context.values.collector;
    super(scope, context, 'otelcol_gateway', gateway.enabled);
    const settings = { ...gateway, image };
    const pod = this.otelcol({
      settings,
      config: { gateway: ALWAYS, external: otlp.enabled, 'external-gateway': otlp.enabled },
      ports: OTLP,
      env: [{ name: 'OTELCOL_BACKEND', value: behind }],
      usesApi: NEVER,
      external: externalReceiver(context, otlp.enabled, tokenSecret),
    });

    this.serviceAccount(settings);
    this.deployment(pod, { replicas: gateway.gatewayReplicas });
    this.disruptionBudget(ALWAYS);
  }
}
