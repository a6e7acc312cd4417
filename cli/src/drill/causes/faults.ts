import { endFault, type Fault, readFaults, startFault as start } from '@triptych/client/faults';
import { CONVERSION_SERVICE_NAMES, type ConversionServiceName } from '@triptych/parts';
import { UserError } from '../../command.ts';
import type { DrillContext } from '../drill.ts';
import type { System } from '../system.ts';

/** A fault ends by itself after this long, in case the drill is killed before it ends the fault. */
const FAULT_SECONDS = 600;

/** Starts a fault in a service, which lasts until the drill ends it. */
export async function startFault(
  { system, undo }: DrillContext,
  service: ConversionServiceName,
  fault: Fault,
): Promise<void> {
  const url = system.url(service);
  undo.defer(() => endFault(url, fault));
  await start(url, fault, FAULT_SECONDS);
}

/** Throws unless every service offers fault injection, which services do only in development. */
export async function requireFaultInjection({ url, kind }: Pick<System, 'url' | 'kind'>): Promise<void> {
  for (const service of CONVERSION_SERVICE_NAMES) {
    const { status } = await readFaults(url(service));
    if (status >= 200 && status < 300) continue;
    throw new UserError(
      `${service} has no faults to start (GET /faults: ${status}), so drills cannot run here. ${FAULT_HINTS[kind]}`,
    );
  }
}

/** What a system needs so that its services offer fault injection. */
export const FAULT_HINTS = {
  local: 'If you set OTEL_RESOURCE_ATTRIBUTES, it must contain deployment.environment.name=local, which is the default',
  cluster: 'A release for development has faultInjection.enabled and environment: development in its values',
};
