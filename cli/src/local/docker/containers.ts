import { join } from 'node:path';
import { PARTS, type PartName, scrapedIn } from '@triptych/parts';
import { portOf } from '../parts/address.ts';
import { describePart, parts } from '../parts/index.ts';
import { notificationsFolder, writeNotifications } from '../parts/notifications.ts';
import type { Part } from '../parts/part.ts';
import { prometheusFolder, writePrometheus } from '../parts/prometheus.ts';
import { httpOk } from '../probe.ts';
import type { Stack } from '../stack.ts';
import { type ComposeService, openCompose, type ReadService } from './compose.ts';
import { type Container, containerPart, type PartInContainer } from './container.ts';
import { HOST_NAME, type HostPorts } from './host-ports.ts';
import { removeVolume } from './project.ts';
import { receiversFromContainers } from './receivers.ts';

/** Grafana has no process: nothing here builds it from source. */
const grafana: PartInContainer = {
  ready: (stack) => httpOk(portOf(stack, 'grafana', 'http'), '/api/health'),
  stopSeconds: 10,
};

const processes = parts.filter(({ group }) => group === 'collector' || group === 'backend');

/** The parts that run in containers; the rest are processes of this machine. */
export const contained: readonly string[] = [...processes.map(({ name }) => name), 'grafana'];

/** The parts in containers, as compose.yaml describes them. `hostPorts` is called when a container starts. */
export function containersOf(stack: Stack, hostPorts: () => HostPorts | undefined = () => undefined): Part[] {
  const read = openCompose(stack.root);
  const make = { prometheus: prometheusContainer(hostPorts), alertmanager: alertmanagerContainer(hostPorts) };
  return [
    ...processes.map((part) => {
      const service = (now: Stack) => withSettingsOf(part, serviceOf(part.name, now, read), now);
      const special: Omit<Container, 'service'> = make[part.name as keyof typeof make] ?? {};
      return containerPart(part, { service, ...special }, stack);
    }),
    containerPart(describePart('grafana', grafana), { service: (now) => serviceOf('grafana', now, read) }, stack),
  ];
}

/** The service of compose.yaml with the files and volumes of a stack. */
function serviceOf(name: string, stack: Stack, read: ReadService): ComposeService {
  return read(name, {
    ...stack.env,
    PROMETHEUS_CONFIG: prometheusFolder(stack),
    PROMETHEUS_TARGETS: join(prometheusFolder(stack), 'targets'),
    PROMETHEUS_VOLUME: volumeOf('prometheus', stack),
    ALERTMANAGER_CONFIG: join(notificationsFolder(stack), 'alertmanager.yaml'),
    ALERTMANAGER_NOTIFICATIONS: join(notificationsFolder(stack), 'notifications'),
    ALERTMANAGER_RECEIVERS: notificationsFolder(stack),
    ALERTMANAGER_VOLUME: volumeOf('alertmanager', stack),
  });
}

/** Adds the variables of the user's environment that the process of this part would have, such as OTELCOL_QUEUE_BYTES. */
function withSettingsOf(part: Part, service: ComposeService, stack: Stack): ComposeService {
  const { env = {}, defaults = {} } = part.launch(stack, '');
  const isOwn = (key: string) => key.startsWith(`${part.name.toUpperCase()}_`) && !(key in env);
  const environment: Record<string, string> = { ...service.environment };
  for (const [key, value = ''] of Object.entries(stack.env)) {
    if (key in defaults || (isOwn(key) && !(key in service.environment))) environment[key] = value;
  }
  return { ...service, environment };
}

/** Prometheus, which scrapes services of this machine beside the other containers. */
function prometheusContainer(hostPorts: () => HostPorts | undefined): Omit<Container, 'service'> {
  return {
    hosts: () => hostsOf(hostPorts()),
    flags: ({ env }) => env.PROMETHEUS_FLAGS?.split(' ') ?? [],
    async prepare(stack) {
      const isHere = (name: PartName) => PARTS[name].group === 'service';
      await writePrometheus(stack, (name, port) =>
        isHere(name) ? `${HOST_NAME}:${port + stack.offset}` : `${name}:${port}`,
      );
      const ports = scrapedIn('service').map(({ port }) => port + stack.offset);
      await hostPorts()?.forward('prometheus', ports);
      await removeUnused('prometheus', stack);
    },
  };
}

/** Alertmanager, which also notifies receivers on this machine. */
function alertmanagerContainer(hostPorts: () => HostPorts | undefined): Omit<Container, 'service'> {
  return {
    hosts: () => hostsOf(hostPorts()),
    async prepare(stack) {
      const { env, ports } = receiversFromContainers(stack.env);
      // The user of the container has to read the secrets; the folder is closed to other users.
      await writeNotifications({ ...stack, env }, 'http://prometheus:9090', 0o644);
      await hostPorts()?.forward('alertmanager', ports);
      await removeUnused('alertmanager', stack);
    },
  };
}

function hostsOf(hostPorts: HostPorts | undefined): readonly string[] {
  return hostPorts?.address === undefined ? [] : [`${HOST_NAME}:${hostPorts.address}`];
}

/** The volume with the data of a part: another one during drills, whose data is thrown away. */
function volumeOf(name: 'prometheus' | 'alertmanager', { env }: Stack): string {
  return env[`${name.toUpperCase()}_DATA_DIR`] ? `${name}-drill` : name;
}

/** Removes the volume of drills when the part starts without it. */
async function removeUnused(name: 'prometheus' | 'alertmanager', stack: Stack): Promise<void> {
  if (volumeOf(name, stack) === name) await removeVolume(stack, `${name}-drill`);
}
