import { join, resolve } from 'node:path';
import type { ServiceObjectives } from '@triptych/objectives';

/** One local stack: `offset` is added to its ports, and its files are under `dir`. */
export interface Stack {
  /** The repository. */
  readonly root: string;
  readonly offset: number;
  /** `.triptych`, or `.triptych/offset-N`. */
  readonly dir: string;
  readonly data: string;
  readonly logs: string;
  readonly run: string;
  /** The environment of the user who started the stack. */
  readonly env: NodeJS.ProcessEnv;
  /** Objectives of services that are not part of the stack; none by default. */
  readonly services?: readonly ServiceObjectives[];
}

/** The root of this repository. */
export const repository = resolve(import.meta.dirname, '../../..');

/** The stack at a port offset; nothing is read or written. */
export function openStack(offset = 0, env: NodeJS.ProcessEnv = process.env, root = repository): Stack {
  const base = env.TRIPTYCH_DIR ? resolve(env.TRIPTYCH_DIR) : join(root, '.triptych');
  const dir = offset === 0 ? base : join(base, `offset-${offset}`);
  return { root, offset, dir, data: join(dir, 'data'), logs: join(dir, 'logs'), run: join(dir, 'run'), env };
}

/** The arguments that name this stack in a command, for hints; each has a space before it. */
export function offsetArgument(stack: Stack): string {
  return stack.offset === 0 ? '' : ` --port-offset ${stack.offset}`;
}
