import type { Signal } from '../otlp/gate.ts';
import type { Environment } from './finding.ts';

export const SIGNALS = ['traces', 'metrics', 'logs'] as const satisfies readonly Signal[];

/** Whether a signal is sent: `OTEL_TRACES_EXPORTER=none` and its siblings turn it off. */
export function isExported(signal: Signal, env: Environment): boolean {
  const exporters = env[`OTEL_${signal.toUpperCase()}_EXPORTER`] || 'otlp';
  return exporters.split(',').some((name) => name.trim() === 'otlp');
}

/** How a signal is sent, from `OTEL_EXPORTER_OTLP_PROTOCOL` or the variable of the signal. */
export function protocolOf(signal: Signal, env: Environment): 'grpc' | 'http/protobuf' {
  const protocol = env[`OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_PROTOCOL`] || env.OTEL_EXPORTER_OTLP_PROTOCOL;
  return protocol?.startsWith('http') ? 'http/protobuf' : 'grpc';
}
