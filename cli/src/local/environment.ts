import { join } from 'node:path';
import type { Stack } from './stack.ts';

/** Changes to an environment: a text sets the variable, null removes it. */
export type Changes = Readonly<Record<string, string | null>>;

/** The stack with a changed environment. */
export function withChanges(stack: Stack, changes: Changes): Stack {
  const env = Object.entries({ ...stack.env, ...changes }).filter(([, value]) => value !== null);
  return { ...stack, env: Object.fromEntries(env) as Stack['env'] };
}

/** The folder with the configuration of the backends: the repository's, or the copy that TRIPTYCH_BACKENDS_DIR names. */
export function backendsFolder({ root, env }: Stack): string {
  return env.TRIPTYCH_BACKENDS_DIR ?? join(root, 'backends');
}
