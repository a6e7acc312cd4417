import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { alertmanager, jaeger, loki, otelcol, prometheus } from '../backends.ts';
import type { Backing } from '../backing.ts';
import { notificationsFolder, writeNotifications } from '../notifications.ts';
import { type Part, portOf } from '../part.ts';
import { partsOf } from '../parts.ts';
import { httpOk } from '../probe.ts';
import type { Stack } from '../stack.ts';
import { readCompose } from './compose.ts';
import { containerPart } from './container.ts';
import { presentImages, pull } from './engine.ts';
import { closeProject, openProject } from './project.ts';

/** There is no Grafana to build from source: it is here because its image is. */
const grafana: Part = {
  name: 'grafana',
  tier: 'backend',
  ports: { http: 3000 },
  page: '/',
  launch() {
    throw new Error('Grafana runs in a container only');
  },
  ready: (stack) => httpOk(portOf(grafana, stack, 'http'), '/api/health'),
  stopSeconds: 10,
};

const backends = { otelcol, prometheus, alertmanager, jaeger, loki, grafana };
const names = Object.keys(backends) as (keyof typeof backends)[];

const targetsFolder = (stack: Stack) => join(stack.run, 'prometheus/targets');

/** The backends as containers of compose.yaml, in the place of those that run as processes. */
function containersOf(stack: Stack): Part[] {
  const env = {
    ...stack.env,
    PROMETHEUS_TARGETS: targetsFolder(stack),
    ALERTMANAGER_CONFIG: join(notificationsFolder(stack), 'alertmanager.yaml'),
    ALERTMANAGER_RECEIVERS: notificationsFolder(stack),
  };
  const services = readCompose(stack.root, names, env);
  return names.map((name) => containerPart(backends[name], services[name]));
}

/** Images of the backends that the engine does not have. */
export async function missingImages(stack: Stack): Promise<string[]> {
  const images = containersOf(stack).flatMap(({ image }) => image ?? []);
  const present = await presentImages(images, stack.env);
  return images.filter((image) => !present.has(image));
}

/** Backends in containers; everything else as processes. */
export async function dockerBacking(stack: Stack): Promise<Backing> {
  const containers = containersOf(stack);
  const missing = new Set(await missingImages(stack));
  return {
    parts: [...partsOf(stack).filter(({ name }) => !(name in backends)), ...containers],
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
      // The services listen on the loopback interface of this machine, which no container reaches.
      await writeFile(join(targetsFolder(stack), 'services.yaml'), '[]\n');
      // The container's user reads the secrets, too; nobody else gets into the folder.
      await writeNotifications(stack, 'http://prometheus:9090', 0o644);
      await openProject(stack);
    },
    close: () => closeProject(stack),
  };
}
