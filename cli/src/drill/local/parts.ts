import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { UserError } from '../../command.ts';
import { control, ready, status } from '../../local/client.ts';
import type { Changes } from '../../local/environment.ts';
import { parts as allParts } from '../../local/parts/index.ts';
import type { Stack } from '../../local/stack.ts';
import type { PartStatus } from '../../local/view.ts';
import type { LocalMeans, System } from '../system.ts';
import type { Changed } from './changed.ts';

const POLL_MS = 100;

/** What drills do to the parts of a stack, each of which is then down as changed. */
export interface PartsInHand extends LocalMeans, Pick<System, 'stop'> {
  start(part: string, more?: Changes): Promise<void>;
  url(part: string): string;
}

export function takeInHand(
  stack: Stack,
  changed: Changed,
  environments: Readonly<Record<string, Changes>>,
): PartsInHand {
  const look = async (name: string): Promise<PartStatus> => {
    const found = (await status(stack)).parts.find((part) => part.name === name);
    if (!found) throw new UserError(`there is no part "${name}" in this stack`);
    return found;
  };
  const pidOf = async (name: string) => {
    const { pid } = await look(name);
    if (pid === undefined) throw new UserError(`${name} does not run`);
    return pid;
  };
  const port = (name: string, which?: string) => {
    const part = allParts.find((one) => one.name === name);
    if (!part) throw new Error(`there is no part "${name}"`);
    const port = part.ports[which ?? Object.keys(part.ports)[0] ?? ''];
    if (port === undefined) throw new Error(`${name} has no port "${which}"`);
    return port + stack.offset;
  };

  async function start(name: string, more: Changes = {}): Promise<void> {
    changed.add(name);
    await control(stack, 'start', [name], { ...environments[name], ...more });
    await ready(stack, [name]);
  }

  return {
    start,
    port,
    url: (name) => `http://127.0.0.1:${port(name)}`,
    async stop(name, { atOnce = false } = {}) {
      const { pid } = await look(name);
      changed.add(name);
      if (atOnce && pid !== undefined) process.kill(pid, 'SIGKILL');
      await control(stack, 'stop', [name]);
    },
    async restart(name, env) {
      await control(stack, 'stop', [name]);
      await start(name, env);
    },
    async signal(name, signal) {
      const pid = await pidOf(name);
      changed.add(name);
      process.kill(pid, signal);
      if (signal === 'SIGSTOP' || signal === 'SIGCONT') return;
      // However often it has to be tried: that is what it was killed for.
      for (let now = await look(name); now.pid === pid || now.state !== 'ready'; now = await look(name)) {
        await delay(POLL_MS);
      }
    },
    async addRules(yaml) {
      const file = join(stack.run, 'prometheus/rules/drill.yaml');
      if (yaml === undefined) rmSync(file, { force: true });
      else writeFileSync(file, yaml);
      process.kill(await pidOf('prometheus'), 'SIGHUP');
    },
  };
}
