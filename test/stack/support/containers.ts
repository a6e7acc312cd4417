import { missingImages } from '../../../cli/src/local/docker/backing.ts';
import { engineAnswers } from '../../../cli/src/local/docker/engine.ts';
import { parts } from '../../../cli/src/local/parts/index.ts';
import { freeOffset } from '../../../cli/src/local/ports.ts';
import { openStack } from '../../../cli/src/local/stack.ts';

/** Why the backends cannot run in containers here, or false. No test pulls an image. */
export async function whyNoContainers(): Promise<string | false> {
  if (!(await engineAnswers(process.env))) return 'no container engine answers';
  const [missing] = await missingImages(openStack());
  return missing !== undefined && `the container engine does not have ${missing}`;
}

/** An offset at which every port of a stack is free. */
export function freePortOffset(): Promise<number> {
  return freeOffset(parts, (offset) => openStack(offset));
}
