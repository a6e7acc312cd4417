import type { Backing } from '../backing.ts';
import { partsOf } from '../parts/index.ts';
import type { Stack } from '../stack.ts';
import { contained, containersOf } from './containers.ts';
import { presentImages, pull } from './engine.ts';
import { type HostPorts, openHostPorts } from './host-ports.ts';
import { withPages } from './pages.ts';
import { closeProject, openProject } from './project.ts';

/** Runs the backends in containers and everything else as processes. */
export async function dockerBacking(stack: Stack): Promise<Backing> {
  let hostPorts: HostPorts | undefined;
  const missing = new Set(await missingImages(stack));
  const processes = partsOf(stack).filter(({ name }) => !contained.includes(name));
  return {
    parts: [...processes.map(withPages), ...containersOf(stack, () => hostPorts)],
    binaries: {
      find: ({ image }) => (image && missing.has(image) ? undefined : ''),
      async make({ image = '' }, progress) {
        await pull(image, stack.env, progress);
        missing.delete(image);
        return '';
      },
    },
    async open() {
      await openProject(stack);
      hostPorts = await openHostPorts(stack);
    },
    async close() {
      await hostPorts?.close();
      await closeProject(stack);
    },
  };
}

/** The images of backends that the engine does not have. */
export async function missingImages(stack: Stack): Promise<string[]> {
  const images = containersOf(stack).flatMap(({ image }) => image ?? []);
  const present = await presentImages(images, stack.env);
  return images.filter((image) => !present.has(image));
}
