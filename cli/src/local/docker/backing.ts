import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Backing } from '../backing.ts';
import { portOf } from '../parts/address.ts';
import { describePart, parts, partsOf } from '../parts/index.ts';
import { notificationsFolder, writeNotifications } from '../parts/notifications.ts';
import type { Part } from '../parts/part.ts';
import { httpOk } from '../probe.ts';
import type { Stack } from '../stack.ts';
import { readCompose } from './compose.ts';
import { containerPart, type PartInContainer } from './container.ts';
import { presentImages, pull } from './engine.ts';
import { closeProject, openProject } from './project.ts';

/** Grafana has no process: nothing here builds it from source. */
const grafana: PartInContainer = {
  ready: (stack) => httpOk(portOf(stack, 'grafana', 'http'), '/api/health'),
  stopSeconds: 10,
};

/** The parts that run in containers; the rest are processes of this machine. */
const contained = [
  ...parts.filter(({ group }) => group === 'collector' || group === 'backend'),
  describePart('grafana', grafana),
];
const names = contained.map(({ name }) => name);

const targetsFolder = (stack: Stack) => join(stack.run, 'prometheus/targets');

/** The backends as containers of compose.yaml. */
function containersOf(stack: Stack): Part[] {
  const env = {
    ...stack.env,
    PROMETHEUS_TARGETS: targetsFolder(stack),
    ALERTMANAGER_CONFIG: join(notificationsFolder(stack), 'alertmanager.yaml'),
    ALERTMANAGER_RECEIVERS: notificationsFolder(stack),
  };
  const services = readCompose(stack.root, names, env);
  return contained.flatMap((part) => {
    const service = services[part.name];
    return service ? [containerPart(part, service)] : [];
  });
}

/** The images of backends that the engine does not have. */
export async function missingImages(stack: Stack): Promise<string[]> {
  const images = containersOf(stack).flatMap(({ image }) => image ?? []);
  const present = await presentImages(images, stack.env);
  return images.filter((image) => !present.has(image));
}

/** Runs the backends in containers and everything else as processes. */
export async function dockerBacking(stack: Stack): Promise<Backing> {
  const containers = containersOf(stack);
  const missing = new Set(await missingImages(stack));
  return {
    parts: [...partsOf(stack).filter(({ name }) => !names.includes(name)), ...containers],
    binaries: {
      find: ({ image }) => (image && missing.has(image) ? undefined : ''),
      async make({ image = '' }, progress) {
        await pull(image, stack.env, progress);
        missing.delete(image);
        return '';
      },
    },
    async open() {
      await cp(join(stack.root, 'backends/compose/targets'), targetsFolder(stack), { recursive: true });
      // Containers cannot reach the services, which listen on the loopback interface of this machine.
      await writeFile(join(targetsFolder(stack), 'services.yaml'), '[]\n');
      // The user of the container has to read the secrets; the folder is closed to other users.
      await writeNotifications(stack, 'http://prometheus:9090', 0o644);
      await openProject(stack);
    },
    close: () => closeProject(stack),
  };
}
