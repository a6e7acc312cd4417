import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../command.ts';
import type { Stack } from '../stack.ts';
import { docker } from './engine.ts';

/** The prefix and label of a stack's containers, volumes and network: two stacks never share one. */
export function projectOf(stack: Stack): string {
  return `triptych-${createHash('sha256').update(stack.dir).digest('hex').slice(0, 8)}`;
}

export const label = (stack: Stack) => `triptych.stack=${projectOf(stack)}`;

/** A file that exists from the first container until the data is removed; without it there is nothing to ask the engine. */
const marker = (stack: Stack) => join(stack.data, 'containers');

/** Makes the network in which containers find each other by name, without remains of an earlier run. */
export async function openProject(stack: Stack): Promise<void> {
  mkdirSync(stack.data, { recursive: true });
  writeFileSync(marker(stack), `${projectOf(stack)}\n`);
  await removeContainers(stack);
  await docker(['network', 'create', '--label', label(stack), projectOf(stack)], stack.env);
}

/** Removes the containers and their network; the volumes stay. */
export async function closeProject(stack: Stack): Promise<void> {
  if (existsSync(marker(stack))) await removeContainers(stack).catch(explain(stack, 'rm --force', 'ps --all'));
}

/** Removes the containers, their network and their volumes. */
export async function wipeProject(stack: Stack): Promise<void> {
  if (!existsSync(marker(stack))) return;
  await closeProject(stack);
  await remove(stack, ['volume', 'ls'], ['volume', 'rm']).catch(explain(stack, 'volume rm', 'volume ls'));
  rmSync(marker(stack), { force: true });
}

/** Removes a volume of the stack, where it exists. */
export async function removeVolume(stack: Stack, name: string): Promise<void> {
  await docker(['volume', 'rm', '--force', `${projectOf(stack)}_${name}`], stack.env);
}

function explain(stack: Stack, remove: string, list: string): (error: Error) => never {
  return (error) => {
    throw new UserError(
      `the container engine did not remove the containers or volumes of this stack (${error.message.trim()}). Once it answers, run: ` +
        `docker ${remove} $(docker ${list} --quiet --filter label=${label(stack)})`,
      { cause: error },
    );
  };
}

async function removeContainers(stack: Stack): Promise<void> {
  await remove(stack, ['ps', '--all'], ['rm', '--force']);
  await remove(stack, ['network', 'ls'], ['network', 'rm']);
}

async function remove(stack: Stack, list: readonly string[], rm: readonly string[]): Promise<void> {
  const found = await docker([...list, '--quiet', `--filter=label=${label(stack)}`], stack.env);
  if (found) await docker([...rm, ...found.split('\n')], stack.env);
}
