import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { namesAt, PARTS } from '@triptych/parts';

export { UserError } from '@triptych/client/errors';

/** The highest port of a part on a laptop; the largest offset follows from it. */
const HIGHEST_PORT = Math.max(
  ...[...namesAt('process'), ...namesAt('compose')].flatMap((name) => Object.values(PARTS[name].ports)),
);

/** A wrong argument: `main` prints it with a pointer to --help and exits with 2. */
export class UsageError extends Error {}

export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** What --help prints. */
  readonly help: string;
  /** Resolves to the exit code. */
  run(argv: string[]): Promise<number>;
}

type Values<O extends ParseArgsOptionsConfig> = ReturnType<
  typeof parseArgs<{ options: O; allowPositionals: true; strict: true }>
>['values'];

/** Makes a command that parses and checks its arguments by its options. */
export function defineCommand<const O extends ParseArgsOptionsConfig>(spec: {
  name: string;
  summary: string;
  help: string;
  options: O;
  positionals?: boolean;
  run(values: Values<O>, positionals: string[]): Promise<number>;
}): Command {
  return {
    name: spec.name,
    summary: spec.summary,
    help: spec.help,
    run(argv) {
      const parsed = parse(argv, spec.options);
      if (!spec.positionals && parsed.positionals[0] !== undefined) {
        throw new UsageError(`unexpected argument: ${parsed.positionals[0]}`);
      }
      return spec.run(parsed.values, parsed.positionals);
    },
  };
}

function parse<O extends ParseArgsOptionsConfig>(args: string[], options: O) {
  try {
    return parseArgs({ args, options, allowPositionals: true, strict: true });
  } catch (error) {
    // The second sentence of Node's messages explains "--", which no command here uses.
    throw new UsageError((error as Error).message.split('. ')[0] ?? '');
  }
}

/** The option of every command for the local stack. */
export const offsetOption = { 'port-offset': { type: 'string' } } as const;

/** Reads --port-offset, or TRIPTYCH_PORT_OFFSET when it is not given. */
export function readOffset(value: string | undefined): number {
  const text = value ?? process.env.TRIPTYCH_PORT_OFFSET ?? '0';
  const most = 65_535 - HIGHEST_PORT;
  if (!/^\d+$/.test(text) || Number(text) > most) {
    throw new UsageError(`--port-offset must be a whole number from 0 to ${most}, not "${text}"`);
  }
  return Number(text);
}
