import { findProgram } from '../../cli/src/local/build/binaries.ts';
import { openStack, repository } from '../../cli/src/local/stack.ts';

export { repository };

/** The path of a program that the command has built. Throws where it has not. */
export function programFile(name: string): string {
  const file = findProgram(name, openStack());
  if (!file) throw new Error(`there is no ${name}: "npx triptych build" builds it`);
  return file;
}
