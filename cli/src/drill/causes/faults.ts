import { problemOf, request } from '@triptych/client/http';
import { UserError } from '../../command.ts';
import type { Scene } from '../drill.ts';
import { SERVICES, type Service, type System } from '../system.ts';

/** Faults end by themselves after this long, should nobody be left to end them. */
const SECONDS = 600;

/** What `services/lib/faults` can do to a service, with its options. */
export type Fault =
  | { readonly name: 'memory'; readonly bytes: number; readonly bytesPerSecond?: number }
  | { readonly name: 'event-loop'; readonly blockSeconds: number; readonly everySeconds: number }
  | { readonly name: 'errors'; readonly ratio: number }
  | { readonly name: 'latency'; readonly delaySeconds: number }
  | { readonly name: 'telemetry'; readonly signals: readonly ('traces' | 'metrics' | 'logs')[] }
  | { readonly name: 'converters'; readonly mode: 'hang' | 'crash' | 'slow'; readonly delaySeconds?: number };

/** Lets a service have a fault until the drill is over. */
export async function startFault({ system, undo }: Scene, service: Service, fault: Fault): Promise<void> {
  const { name, ...options } = fault;
  const url = `${system.url(service)}/faults/${name}`;
  undo.defer(async () => {
    await request(url, { method: 'DELETE' });
  });
  const reply = await request(url, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...options, seconds: SECONDS }),
  });
  if (!reply.ok) throw await problemOf(reply);
}

/** Refuses a system whose services do not offer faults: they do so for development alone. */
export async function requireFaults(system: Pick<System, 'url' | 'kind'>): Promise<void> {
  for (const service of SERVICES) {
    const reply = await request(`${system.url(service)}/faults`);
    await reply.body?.cancel();
    if (reply.ok) continue;
    throw new UserError(
      `${service} has no faults to start (GET /faults: ${reply.status}), so it is not for drills. ${HINTS[system.kind]}`,
    );
  }
}

/** What a system needs for services to have faults. */
export const HINTS = {
  local: 'Where OTEL_RESOURCE_ATTRIBUTES is set it must name deployment.environment.name=local, as it does by itself',
  cluster: 'A release for development has faultInjection.enabled and environment: development in its values',
};
