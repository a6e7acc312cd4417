import type { Group } from '@triptych/parts';
import type { Stack } from '../stack.ts';

/** How to start a process of a part. */
export interface Launch {
  readonly file: string;
  readonly args: readonly string[];
  /** Set whatever the user's environment says. */
  readonly env?: Readonly<Record<string, string>>;
  /** Set unless the user's environment does. */
  readonly defaults?: Readonly<Record<string, string>>;
  /** The repository by default. */
  readonly cwd?: string;
  readonly uid?: number;
  readonly gid?: number;
}

/** How a part runs on this machine; parts.json has the rest. */
export interface PartProcess {
  /** The folder of cli/tools from which its binary is built. */
  readonly tool?: string;
  /** The part starts when the part of this name is ready. */
  readonly after?: string;
  /** Makes the files that the process needs. */
  prepare?(stack: Stack): Promise<void>;
  launch(stack: Stack, binary: string): Launch;
  /** Removes what the process may have left behind; called each time that the process has ended. */
  clean?(stack: Stack): Promise<void>;
  /** The process that does the part's work, where that is not the launched process. */
  mainPid?(stack: Stack): Promise<number | undefined>;
  /** Sends a signal to the process that does the part's work, where this machine's user cannot. */
  signal?(stack: Stack, name: NodeJS.Signals): Promise<void>;
  /** Whether the part can do its work now. */
  ready(stack: Stack): Promise<boolean>;
  /** SIGTERM by default. */
  readonly stopSignal?: NodeJS.Signals;
  /** A process that still runs after this time is killed. */
  readonly stopSeconds: number;
}

/** One part of a stack, as the supervisor runs it. */
export interface Part extends PartProcess {
  readonly name: string;
  /** Parts stop group by group: a sender stops before its receiver. */
  readonly group: Group;
  /** Ports at offset 0 by name, the main port first. */
  readonly ports: Readonly<Record<string, number>>;
  /** Path of the page that people open, on the main port. */
  readonly page?: string | undefined;
  /** The image of its container, where the part runs in one. */
  readonly image?: string;
}

/** The part's ports in this stack, the main port first. */
export function portsOf(part: Part, stack: Stack): Record<string, number> {
  return Object.fromEntries(Object.entries(part.ports).map(([name, port]) => [name, port + stack.offset]));
}
