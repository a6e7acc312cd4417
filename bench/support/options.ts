import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

export interface Options {
  /** How long each measurement lasts. */
  readonly seconds: number;
  readonly rounds: number;
  /** Everything once and briefly, without packages that must be installed: shows that the bench works, measures nothing. */
  readonly smoke: boolean;
  /** Prints the results as JSON instead of a table. */
  readonly json: boolean;
  /** Parts of names: only what has one of them is measured. Empty: everything. */
  readonly only: readonly string[];
  /** Another checkout, whose code is measured as well. */
  readonly against: string | undefined;
}

export interface Usage {
  readonly file: string;
  readonly about: string;
  readonly defaults: { readonly seconds: number; readonly rounds: number };
  readonly smokeSeconds: number;
}

/** Options of the command line. Prints the help and ends the process for --help; throws for a bad number. */
export function readOptions(usage: Usage): Options {
  const { values } = parseArgs({
    options: {
      help: { type: 'boolean', short: 'h' },
      seconds: { type: 'string' },
      rounds: { type: 'string' },
      smoke: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: [] },
      against: { type: 'string' },
    },
  });
  if (values.help) {
    process.stdout.write(help(usage));
    process.exit(0);
  }
  const { smoke, json, only } = values;
  const { seconds, rounds } = smoke ? { seconds: usage.smokeSeconds, rounds: 1 } : usage.defaults;
  return {
    seconds: positive('--seconds', values.seconds, seconds),
    rounds: Math.ceil(positive('--rounds', values.rounds, rounds)),
    smoke,
    json,
    only,
    against: values.against && resolve(values.against),
  };
}

export function isWanted(name: string, { only }: Options): boolean {
  return only.length === 0 || only.some((part) => name.includes(part));
}

function positive(option: string, text: string | undefined, otherwise: number): number {
  const value = text === undefined ? otherwise : Number(text);
  if (value > 0) return value;
  throw new Error(`${option} ${text}: give a number above 0`);
}

function help({ file, about, defaults, smokeSeconds }: Usage): string {
  return `Usage: node bench/${file} [--seconds N] [--rounds N] [--only NAME]... [--against DIR] [--smoke] [--json]

${about}

  --seconds N   how long each measurement lasts (${defaults.seconds})
  --rounds N    how often each is repeated, in turns with the others; medians are printed (${defaults.rounds})
  --only NAME   measures only what has NAME in its name; may be repeated
  --against DIR also measures the telemetry and image_svc of another checkout, in which npm has installed the packages
  --smoke       once and briefly (${smokeSeconds} s), without packages that must be installed: shows that the bench works
  --json        prints the results as JSON

A whole run without --smoke, --json, --only and --against replaces the last results in the .md file beside it.
`;
}
