export { acceptRequestId, REQUEST_ID_HEADER, requestIdOf, withRequestId } from './context.ts';
export { fastifyOptions } from './fastify/options.ts';
export { telemetryPlugin } from './fastify/plugin.ts';
export type { Log } from './logging/logger.ts';
export type { MeasuredSpan } from './measured-span.ts';
export type { GaugeRecorder, Metrics } from './metrics.ts';
export type { ExportGate, Signal } from './otlp/gate.ts';
export { startTelemetry, type Telemetry, type TelemetryConfig } from './start.ts';
