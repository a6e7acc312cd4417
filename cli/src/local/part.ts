import type { Stack } from './stack.ts';

/** In the order in which they stop: who sends, before who is sent to. */
export const tiers = ['service', 'collector', 'backend', 'database'] as const;
export type Tier = (typeof tiers)[number];

/** How to start a process of a part. */
export interface Launch {
  readonly file: string;
  readonly args: readonly string[];
  /** Set whatever the user's environment says. */
  readonly env?: Readonly<Record<string, string>>;
  /** Set unless the user's environment does. */
  readonly defaults?: Readonly<Record<string, string>>;
  /** The repository unless said otherwise. */
  readonly cwd?: string;
  readonly uid?: number;
  readonly gid?: number;
}

/** One process of the stack, as data and functions of the stack it is in. */
export interface Part {
  readonly name: string;
  readonly tier: Tier;
  /** Ports at offset 0 by what is spoken there, the main one first. */
  readonly ports: Readonly<Record<string, number>>;
  /** What a person opens, when there is something to see: path after the main port. */
  readonly page?: string;
  /** The folder of cli/tools from which its binary is built. */
  readonly tool?: string;
  /** The image of its container, when it runs in one. */
  readonly image?: string;
  /** Started when that part is ready. */
  readonly after?: string;
  /** Makes files that the process needs. */
  prepare?(stack: Stack): Promise<void>;
  launch(stack: Stack, binary: string): Launch;
  /** Removes what its process may have left behind; called whenever that has ended. */
  clean?(stack: Stack): Promise<void>;
  /** The process that does its work, when that is not the one that was launched. */
  mainPid?(stack: Stack): Promise<number | undefined>;
  /** Whether it can do its work now. */
  ready(stack: Stack): Promise<boolean>;
  /** SIGTERM unless said otherwise. */
  readonly stopSignal?: NodeJS.Signals;
  /** After this long it is killed. */
  readonly stopSeconds: number;
}

/** The part's ports in this stack. */
export function portsOf(part: Part, stack: Stack): Record<string, number> {
  return Object.fromEntries(Object.entries(part.ports).map(([name, port]) => [name, port + stack.offset]));
}

/** One port of a part in this stack; a name that the part does not have is a mistake in the table of parts. */
export function portOf(part: Part, stack: Stack, name: string): number {
  const port = part.ports[name];
  if (port === undefined) throw new Error(`${part.name} has no port "${name}"`);
  return port + stack.offset;
}
