import type { ExportGate } from '@triptych/telemetry';
import { errorsFault } from './errors.ts';
import { eventLoopFault } from './event-loop.ts';
import { latencyFault } from './latency.ts';
import { memoryFault } from './memory.ts';
import { createRegistry, type Registry } from './registry.ts';
import { type FaultSettings, requireDevelopment } from './settings.ts';
import { telemetryFault } from './telemetry.ts';

export interface Faults extends Registry {
  /** The gate of `startTelemetry`, through which the fault "telemetry" makes exports hang. */
  readonly gate: ExportGate;
  /** Runs before each request: delays it or throws, as active faults demand. */
  beforeRequest(): Promise<void>;
}

/**
 * The faults of every service; undefined when fault injection is off. Throws when `env` does not name an environment
 * for development.
 */
export function createFaults(settings: FaultSettings, env: NodeJS.ProcessEnv): Faults | undefined {
  if (!settings.FAULT_INJECTION) return undefined;
  requireDevelopment(env);
  const errors = errorsFault();
  const latency = latencyFault();
  const telemetry = telemetryFault();
  return {
    ...createRegistry([memoryFault(), eventLoopFault(), errors.fault, latency.fault, telemetry.fault]),
    gate: telemetry.gate,
    async beforeRequest() {
      await latency.beforeRequest();
      errors.beforeRequest();
    },
  };
}
