import { problemOf, request, sendJson } from './http.ts';

/** What `services/lib/faults` can do to a service, with its options. */
export type Fault =
  | { readonly name: 'memory'; readonly bytes: number; readonly bytesPerSecond?: number }
  | { readonly name: 'event-loop'; readonly blockSeconds: number; readonly everySeconds: number }
  | { readonly name: 'errors'; readonly ratio: number }
  | { readonly name: 'latency'; readonly delaySeconds: number }
  | { readonly name: 'telemetry'; readonly signals: readonly ('traces' | 'metrics' | 'logs')[] }
  | { readonly name: 'converters'; readonly mode: 'hang' | 'crash' | 'slow'; readonly delaySeconds?: number };

const urlOf = (service: string, { name }: Pick<Fault, 'name'>) => `${service}/faults/${name}`;

/** Starts a fault in the service at a URL; it ends by itself after `seconds`. */
export async function startFault(service: string, { name, ...options }: Fault, seconds: number): Promise<void> {
  const reply = await sendJson(urlOf(service, { name }), 'PUT', { ...options, seconds });
  if (!reply.ok) throw await problemOf(reply);
}

/** Ends a fault, whether it is active or not. */
export async function endFault(service: string, fault: Pick<Fault, 'name'>): Promise<void> {
  await request(urlOf(service, fault), { method: 'DELETE' });
}

/** The faults that are active in a service. The status is 404 where the service has no fault injection. */
export async function readFaults(service: string): Promise<{ status: number; active: readonly string[] }> {
  const reply = await request(`${service}/faults`);
  if (!reply.ok) {
    await reply.body?.cancel();
    return { status: reply.status, active: [] };
  }
  const { faults } = (await reply.json()) as { faults: { name: string }[] };
  return { status: reply.status, active: faults.map(({ name }) => name) };
}
