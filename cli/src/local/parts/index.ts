import { PARTS, type PartEntry, type PartName, SERVICE_NAMES, type ServiceName } from '@triptych/parts';
import type { Stack } from '../stack.ts';
import { alertmanager } from './alertmanager.ts';
import { jaeger } from './jaeger.ts';
import { loki } from './loki.ts';
import { otelcol } from './otelcol.ts';
import type { Part, PartProcess } from './part.ts';
import { postgres } from './postgres.ts';
import { prometheus } from './prometheus.ts';
import { service } from './service.ts';

/** Parts of parts.json that never run as a process of `npm start`; a test compares this list with the table. */
type WithoutProcess = 'otelcol_agent' | 'otelcol_gateway' | 'kube_state_metrics' | 'grafana' | 'object_store';

const services = Object.fromEntries(SERVICE_NAMES.toReversed().map((name) => [name, service(name)])) as Record<
  ServiceName,
  PartProcess
>;

/** In the order in which parts start, receivers before their senders, and in which missing binaries are built. */
const PROCESSES = {
  postgres,
  ...services,
  otelcol,
  prometheus,
  alertmanager,
  jaeger,
  loki,
} satisfies Record<Exclude<PartName, WithoutProcess>, PartProcess>;

/** Adds what parts.json says of a part to how it runs here. */
export function describePart<P>(name: PartName, process: P): P & Omit<Part, keyof PartProcess> {
  const { group, ports, processPorts, page }: PartEntry = PARTS[name];
  return { name, group, ports: { ...ports, ...processPorts }, page, ...process };
}

/** Every part that runs as a process here. */
export const parts: readonly Part[] = Object.entries(PROCESSES).map(([name, process]) =>
  describePart(name as keyof typeof PROCESSES, process),
);

/** The parts that this stack starts: without the database where DATABASE_URL names another one. */
export function partsOf(stack: Stack): readonly Part[] {
  return stack.env.DATABASE_URL ? parts.filter(({ name }) => name !== 'postgres') : parts;
}
