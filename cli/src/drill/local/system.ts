import { join } from 'node:path';
import { localEndpoints } from '@triptych/client/endpoints';
import { CONVERSION_SERVICE_NAMES, type PartName } from '@triptych/parts';
import { UserError } from '../../command.ts';
import { control, status } from '../../local/client.ts';
import { offsetArgument, type Stack } from '../../local/stack.ts';
import { FAULT_HINTS, requireFaultInjection } from '../causes/faults.ts';
import { openReceiver } from '../receiver/receiver.ts';
import { DRILLED_PARTS, OTLP_HTTP, type System } from '../system.ts';
import { changedParts, lockDrills, recordChanges, restore } from './changed-parts.ts';
import { environmentsOf } from './environments.ts';
import { folderOf, writeScaled } from './folder.ts';
import { controlParts } from './part-controls.ts';

/** The backends that run with other files during drills. */
const RECONFIGURED: readonly PartName[] = ['prometheus', 'alertmanager'];

/** Prepares the local stack for drills. `show` is called with each step. */
export async function openLocalSystem(stack: Stack, show: (what: string) => void = () => {}): Promise<System> {
  await requireHealthyStack(stack);
  await using open = new AsyncDisposableStack();
  const lock = lockDrills(stack);
  open.defer(() => lock.release());
  const left = changedParts(stack);
  if (left.length > 0) show(`restarts what an interrupted drill has changed: ${left.join(', ')}`);
  await restore(stack);

  const receiver = open.use(await openReceiver());
  const changed = recordChanges(stack);
  open.defer(async () => {
    show('restarts everything as it was');
    await restore(stack);
  });
  // A restart also resets the counters of the Collector, which count what drills did.
  changed.add(...CONVERSION_SERVICE_NAMES, ...RECONFIGURED, 'otelcol');
  writeScaled(join(stack.root, 'backends'), folderOf(stack).backends);
  const parts = controlParts(stack, changed, environmentsOf(stack, receiver.port));

  show('restarts services with fault injection, and Prometheus and Alertmanager with shorter waits');
  await control(stack, 'stop', CONVERSION_SERVICE_NAMES);
  await control(stack, 'stop', RECONFIGURED);
  await Promise.all([...CONVERSION_SERVICE_NAMES, ...RECONFIGURED].map((name) => parts.start(name))).catch(
    (error: Error) => {
      throw new UserError(`${error.message}. ${FAULT_HINTS.local}`, { cause: error });
    },
  );
  await requireFaultInjection({ kind: 'local', url: parts.url });

  const { url, stop, start } = parts;
  const resources = open.move();
  return {
    kind: 'local',
    endpoints: localEndpoints(stack.offset),
    receiver,
    otlp: `http://127.0.0.1:${parts.port('otelcol', OTLP_HTTP)}`,
    url,
    stop,
    start,
    local: parts,
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

async function requireHealthyStack(stack: Stack): Promise<void> {
  const { running, parts } = await status(stack);
  const at = offsetArgument(stack);
  if (!running) throw new UserError(`no stack runs here; "triptych up${at}" starts it`);
  // PostgreSQL is missing where the user has a database: then only the drills that stop it fail.
  const missing = DRILLED_PARTS.find((name) => name !== 'postgres' && !parts.some((part) => part.name === name));
  if (missing) throw new UserError(`drills need all parts, and there is no ${missing} in this stack`);
  const unhealthy = parts.find(({ healthy }) => !healthy);
  // A part that a drill has left stopped is started again below.
  const isLeftStopped = changedParts(stack).some((name) => name === unhealthy?.name);
  if (unhealthy && !isLeftStopped) {
    throw new UserError(`${unhealthy.name} is not healthy: see "triptych status${at}"`);
  }
}
