import { join, resolve } from 'node:path';

/** Where one local stack lives: its ports are shifted by `offset`, its files are under `dir`. */
export interface Stack {
  /** The repository. */
  readonly root: string;
  readonly offset: number;
  /** `.triptych`, or `.triptych/offset-N`. */
  readonly dir: string;
  readonly data: string;
  readonly logs: string;
  readonly run: string;
  /** The environment of whoever started it. */
  readonly env: NodeJS.ProcessEnv;
}

/** The repository that this command belongs to. */
export const repository = resolve(import.meta.dirname, '../../..');

/** The stack at a port offset; nothing is read or written. */
export function openStack(offset = 0, env: NodeJS.ProcessEnv = process.env, root = repository): Stack {
  const base = env.TRIPTYCH_DIR ? resolve(env.TRIPTYCH_DIR) : join(root, '.triptych');
  const dir = offset === 0 ? base : join(base, `offset-${offset}`);
  return { root, offset, dir, data: join(dir, 'data'), logs: join(dir, 'logs'), run: join(dir, 'run'), env };
}

/** The arguments with which a command finds this stack again, to be shown in a hint. */
export function offsetArgument(stack: Stack): string {
  return stack.offset === 0 ? '' : ` --port-offset ${stack.offset}`;
}
