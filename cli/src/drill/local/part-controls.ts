import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { PARTS, type PartName } from '@triptych/parts';
import { UserError } from '../../command.ts';
import { control, ready, signalPart, status } from '../../local/client.ts';
import type { Changes } from '../../local/environment.ts';
import type { Stack } from '../../local/stack.ts';
import type { PartStatus } from '../../local/view.ts';
import type { LocalControls, System } from '../system.ts';
import type { ChangedParts } from './changed-parts.ts';

const POLL_MS = 100;

/** Controls of the parts of a stack. Each part that they touch is recorded as changed. */
export interface PartControls extends LocalControls, Pick<System, 'stop'> {
  start(part: PartName, env?: Changes): Promise<void>;
  url(part: PartName): string;
}

/** Controls the parts of a stack, each of which starts with its environment for drills. */
export function controlParts(
  stack: Stack,
  changed: ChangedParts,
  environments: Readonly<Partial<Record<PartName, Changes>>>,
): PartControls {
  const statusOf = async (name: PartName): Promise<PartStatus> => {
    const found = (await status(stack)).parts.find((part) => part.name === name);
    if (!found) throw new UserError(`there is no part "${name}" in this stack`);
    return found;
  };

  async function start(name: PartName, env: Changes = {}): Promise<void> {
    changed.add(name);
    await control(stack, 'start', [name], { ...environments[name], ...env });
    await ready(stack, [name]);
  }
  const port = (name: PartName, which?: string) => portOf(name, which) + stack.offset;

  return {
    start,
    port,
    url: (name) => `http://127.0.0.1:${port(name)}`,
    async stop(name, { atOnce = false } = {}) {
      changed.add(name);
      if (atOnce && (await statusOf(name)).state === 'ready') await signalPart(stack, name, 'SIGKILL');
      await control(stack, 'stop', [name]);
    },
    async restart(name, env) {
      await control(stack, 'stop', [name]);
      await start(name, env);
    },
    async signal(name, signal) {
      const { restarts } = await statusOf(name);
      changed.add(name);
      await signalPart(stack, name, signal);
      if (signal === 'SIGSTOP' || signal === 'SIGCONT') return;
      // The supervisor may need several attempts to start it.
      for (let now = await statusOf(name); now.restarts === restarts || now.state !== 'ready'; ) {
        await delay(POLL_MS);
        now = await statusOf(name);
      }
    },
    async loadRules(yaml) {
      const file = join(stack.run, 'prometheus/rules/drill.yaml');
      if (yaml === undefined) rmSync(file, { force: true });
      else writeFileSync(file, yaml);
      await signalPart(stack, 'prometheus', 'SIGHUP');
    },
  };
}

/** A port of the process of a part at offset 0; the main port without a name. */
function portOf(name: PartName, which?: string): number {
  const ports: Readonly<Record<string, number>> = { ...PARTS[name].ports, ...PARTS[name].processPorts };
  const port = ports[which ?? Object.keys(ports)[0] ?? ''];
  if (port === undefined) throw new Error(`${name} has no port "${which}"`);
  return port;
}
