import { join } from 'node:path';
import { virtualEnvironment } from './virtual-environment.ts';

/** Pinned versions, and for each service the checks that cannot hold. */
export const folder = join(import.meta.dirname, '../schemathesis');

/** The path of Schemathesis, which is installed once; or the reason why there is none. */
export async function findSchemathesis(): Promise<{ readonly program: string } | { readonly missing: string }> {
  try {
    return {
      program: join(await virtualEnvironment('schemathesis', join(folder, 'requirements.txt')), 'schemathesis'),
    };
  } catch (error) {
    return { missing: (error as Error).message };
  }
}
