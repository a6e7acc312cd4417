import { binariesOf } from './build/binaries.ts';
import { partsOf } from './parts/index.ts';
import type { Part } from './parts/part.ts';
import type { Stack } from './stack.ts';
import type { Binaries } from './supervisor/supervisor.ts';

/** The parts of a stack and where their programs come from: the backends are processes or containers. */
export interface Backing {
  readonly parts: readonly Part[];
  readonly binaries: Binaries;
  /** Makes what the parts share; called before the first part starts. */
  open(): Promise<void>;
  /** Removes what the parts share; called when the last part has stopped. */
  close(): Promise<void>;
}

/** Everything as processes of this machine. */
export function localBacking(stack: Stack): Backing {
  return { parts: partsOf(stack), binaries: binariesOf(stack), async open() {}, async close() {} };
}
