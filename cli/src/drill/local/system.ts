import { join } from 'node:path';
import { localEndpoints } from '@triptych/client/endpoints';
import { UserError } from '../../command.ts';
import { control, status } from '../../local/client.ts';
import { parts as allParts } from '../../local/parts/index.ts';
import { offsetArgument, type Stack } from '../../local/stack.ts';
import { HINTS, requireFaults } from '../faults.ts';
import { openReceiver } from '../receiver.ts';
import { SERVICES, type System } from '../system.ts';
import { changedParts, lockDrills, recordChanges, restore } from './changed.ts';
import { environmentsOf } from './environments.ts';
import { folderOf, writeScaled } from './folder.ts';
import { takeInHand } from './parts.ts';

const BACKENDS = ['prometheus', 'alertmanager'];

/** Makes the local stack ready for drills; `show` is told of each step. */
export async function openLocalSystem(stack: Stack, show: (what: string) => void = () => {}): Promise<System> {
  await requireWhole(stack);
  await using open = new AsyncDisposableStack();
  const lock = lockDrills(stack);
  open.defer(() => lock.release());
  const left = changedParts(stack);
  if (left.length > 0) show(`starts again what an interrupted drill had changed: ${left.join(', ')}`);
  await restore(stack);

  const receiver = open.use(await openReceiver());
  const changed = recordChanges(stack);
  open.defer(async () => {
    show('starts everything as it was');
    await restore(stack);
  });
  // The Collector, too, is to count anew in the end: what it has counted was the drills' doing.
  changed.add(...SERVICES, ...BACKENDS, 'otelcol');
  writeScaled(join(stack.root, 'backends'), folderOf(stack).backends);
  const parts = takeInHand(stack, changed, environmentsOf(stack, receiver.port));

  show('starts services with faults, and Prometheus and Alertmanager with less patience');
  await control(stack, 'stop', SERVICES);
  await control(stack, 'stop', BACKENDS);
  await Promise.all([...SERVICES, ...BACKENDS].map((name) => parts.start(name))).catch((error: Error) => {
    throw new UserError(`${error.message}. ${HINTS.local}`, { cause: error });
  });
  await requireFaults({ kind: 'local', url: parts.url });

  const { url, stop, start } = parts;
  const keep = open.move();
  return {
    kind: 'local',
    endpoints: { ...localEndpoints(stack.offset), alertmanager: url('alertmanager') },
    receiver,
    url,
    stop,
    start,
    local: parts,
    [Symbol.asyncDispose]: () => keep.disposeAsync(),
  };
}

async function requireWhole(stack: Stack): Promise<void> {
  const { running, parts } = await status(stack);
  const at = offsetArgument(stack);
  if (!running) throw new UserError(`nothing runs here; "triptych up${at}" starts it`);
  // Without PostgreSQL, as where the user has one, there is one drill less.
  const needed = allParts.filter(({ name }) => name !== 'postgres');
  const missing = needed.find(({ name }) => !parts.some((part) => part.name === name));
  if (missing) throw new UserError(`drills need all parts, and there is no ${missing.name} in this stack`);
  const container = parts.find(({ image }) => image !== undefined);
  if (container) {
    throw new UserError(
      `${container.name} runs in a container, where its configuration cannot be replaced: "triptych up --backends local${at}"`,
    );
  }
  const sick = parts.find(({ healthy }) => !healthy);
  // What a drill has left stopped is started again.
  if (sick && !changedParts(stack).includes(sick.name)) {
    throw new UserError(`${sick.name} is not healthy: see "triptych status${at}"`);
  }
}
