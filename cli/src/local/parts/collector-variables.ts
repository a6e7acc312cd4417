import type { Stack } from '../stack.ts';
import { urlOf } from './address.ts';

const SIGNALS = ['traces', 'metrics', 'logs'] as const;

/** The variables with which a service finds the Collector, over the protocol that the user's environment chooses. */
export function collectorVariables(stack: Stack): Record<string, string> {
  const { OTEL_EXPORTER_OTLP_PROTOCOL: general, OTEL_EXPORTER_OTLP_ENDPOINT: elsewhere } = stack.env;
  const own = SIGNALS.flatMap((signal) => {
    const at = `OTEL_EXPORTER_OTLP_${signal.toUpperCase()}`;
    const protocol = stack.env[`${at}_PROTOCOL`];
    // The user's endpoint is for all signals.
    if (!protocol || elsewhere || isHttp(protocol) === isHttp(general)) return [];
    return [
      [`${at}_ENDPOINT`, isHttp(protocol) ? `${endpoint(stack, protocol)}/v1/${signal}` : endpoint(stack, protocol)],
    ];
  });
  return { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint(stack, general), ...Object.fromEntries(own) };
}

const endpoint = (stack: Stack, protocol?: string) =>
  urlOf(stack, 'otelcol', isHttp(protocol) ? 'otlp-http' : 'otlp-grpc');

function isHttp(protocol: string | undefined): boolean {
  return protocol?.trim().toLowerCase().startsWith('http') ?? false;
}
