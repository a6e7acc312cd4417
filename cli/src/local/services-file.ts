import { readFileSync } from 'node:fs';
import { readServices } from '@triptych/objectives';
import { UserError } from '../command.ts';
import type { Stack } from './stack.ts';

/** The stack with the objectives of a file, where there is one. Throws a UserError that says what is wrong with the file. */
export function withServices(stack: Stack, file: string | undefined): Stack {
  if (file === undefined) return stack;
  try {
    return { ...stack, services: readServices(readFileSync(file, 'utf8')) };
  } catch (error) {
    throw new UserError(`--services ${file}: ${(error as Error).message}`, { cause: error });
  }
}
