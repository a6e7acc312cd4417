import { join } from 'node:path';
import type { Stack } from './stack.ts';

/** Variables that are set, and with null those that are taken away. */
export type Changes = Readonly<Record<string, string | null>>;

/** The stack as one of its parts sees it. */
export function withChanges(stack: Stack, changes: Changes): Stack {
  const env = Object.entries({ ...stack.env, ...changes }).filter(([, value]) => value !== null);
  return { ...stack, env: Object.fromEntries(env) as Stack['env'] };
}

/** Where the configuration of the backends is: in the repository, unless the environment names a copy. */
export function backendsFolder({ root, env }: Stack): string {
  return env.TRIPTYCH_BACKENDS_DIR ?? join(root, 'backends');
}
