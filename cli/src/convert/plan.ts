import { basename, dirname, extname, join } from 'node:path';
import { UsageError, UserError } from '../command.ts';
import { KeptError } from './errors.ts';
import type { Files } from './files.ts';
import { openPaths } from './paths.ts';

/** What becomes of one FILE: it is converted to `output`, unless an error is known before. */
export interface Planned {
  readonly file: string;
  readonly output?: string;
  readonly error?: UserError | undefined;
}

export interface Wanted {
  /** --output. In a folder, each picture keeps its name; undefined means beside each FILE. */
  readonly output: { readonly path: string; readonly isFolder: boolean } | undefined;
  /** The extension of the wanted format, such as `.webp`. */
  readonly extension: string;
  /** Whether an output that exists is replaced. */
  readonly force: boolean;
}

/**
 * Decides where each picture goes, before the first upload. No output replaces a FILE, whatever `force` is. A picture
 * that cannot be converted gets its own error; two pictures with the same output are a `UsageError`.
 */
export function planOutputs(files: readonly string[], wanted: Wanted, system: Files): Planned[] {
  const inputs = files.map((file) => inputOf(file, system));
  const identities = inputs.map(({ identity }) => identity);
  using paths = openPaths(files, identities, system);
  const plan: Planned[] = [];

  const planFile = (file: string, index: number): Planned => {
    const { error } = inputs[index] ?? {};
    if (error) return { file, error };
    const outputs = outputsFor(file, wanted);
    for (const output of outputs) {
      const taker = paths.take(output, index);
      if (taker instanceof UserError) return { file, output, error: taker };
      const other = files[taker.index] ?? '';
      if (taker.as === 'output') {
        if (taker.index === index) return { file, output, error: refusal(output, wanted.force, system) };
        const same = identities[taker.index] === identities[index];
        throw new UsageError(
          same ? twice(other, file) : collision(other, file, plan[taker.index]?.output ?? '', output),
        );
      }
      if (identities[taker.index] !== identities[index]) {
        return { file, output, error: new UserError(`${output} is also a picture to convert: ${ELSEWHERE}`) };
      }
    }
    const output = outputs.at(-1) ?? '';
    return { file, output, error: new UserError(`${output} is the picture itself: ${RENAME}`) };
  };

  for (const [index, file] of files.entries()) plan.push(planFile(file, index));
  return plan;
}

const RENAME = 'choose another name with --output';
const ELSEWHERE = 'choose another place with --output';

function inputOf(file: string, system: Files): { identity?: string; error?: UserError } {
  try {
    const identity = system.identify(file);
    return identity === undefined ? { error: new UserError('there is no such file') } : { identity };
  } catch (cause) {
    return { error: new UserError(`cannot be read: ${(cause as Error).message}`, { cause }) };
  }
}

/** The paths that are tried, in order: the next one where a path is that of the picture itself. */
function outputsFor(file: string, { output, extension }: Wanted): string[] {
  if (output && !output.isFolder) return [output.path];
  const folder = output?.path ?? dirname(file);
  const name = basename(file, extname(file));
  return [join(folder, `${name}${extension}`), join(folder, `${name}.converted${extension}`)];
}

function refusal(output: string, force: boolean, system: Files): UserError | undefined {
  const kind = system.kindOf(output);
  if (kind === 'folder') return new UserError(`${output} is a folder: ${RENAME}`);
  if (kind === 'other') return new UserError(`${output} is not a regular file: ${RENAME}`);
  return kind === 'file' && !force ? new KeptError(output) : undefined;
}

function twice(first: string, second: string): string {
  const mistake = first === second ? `${first} is named twice` : `${first} and ${second} are the same picture`;
  return `${mistake}: name it once`;
}

function collision(first: string, second: string, output: string, same: string): string {
  const names = [basename(output), basename(same)];
  const reason =
    names[0] === names[1] ? '' : ` (the folder ${dirname(output)} does not distinguish ${names.join(' from ')})`;
  return `${first} and ${second} would both be converted to ${output}${reason}: convert one of them alone, with another name in --output`;
}
