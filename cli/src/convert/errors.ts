import { basename, dirname } from 'node:path';
import { UserError } from '../command.ts';

/** The output exists, and was not replaced. */
export class KeptError extends UserError {
  constructor(path: string, options?: ErrorOptions) {
    super(`${path} exists and is kept: --force replaces it`, options);
  }
}

/** The error for an output that cannot be written: why, and what to do. */
export function writeError(path: string, cause: NodeJS.ErrnoException): UserError {
  return new UserError(reason(path, cause), { cause });
}

function reason(path: string, { code, message }: NodeJS.ErrnoException): string {
  const folder = dirname(path);
  const another = 'choose another one with --output';
  switch (code) {
    case 'ENOENT':
      return `there is no folder ${folder}: make it first`;
    case 'ENOTDIR':
      return `${folder} is not a folder: ${another}`;
    case 'EACCES':
    case 'EPERM':
      return `you may not write to the folder ${folder}: ${another}`;
    case 'EROFS':
      return `the folder ${folder} is on a read-only file system: ${another}`;
    case 'ENOSPC':
      return `the disk of the folder ${folder} is full: free some space, or ${another}`;
    case 'EDQUOT':
      return `your quota for the folder ${folder} is used up: free some space, or ${another}`;
    case 'ENAMETOOLONG':
      return `the name ${basename(path)} is too long: choose a shorter one with --output`;
    default:
      return `cannot write ${path}: ${message}`;
  }
}
