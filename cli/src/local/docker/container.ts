import type { Part, PartProcess } from '../parts/part.ts';
import type { Stack } from '../stack.ts';
import type { ComposeService } from './compose.ts';
import { docker } from './engine.ts';
import { label, projectOf } from './project.ts';

/** What a part in a container keeps of its process. */
export type PartInContainer = Omit<PartProcess, 'tool' | 'prepare' | 'launch'>;

/** How the container of a part is made. */
export interface Container {
  /** Its service of compose.yaml, with the variables that the environment of the stack sets. */
  service(stack: Stack): ComposeService;
  /** Makes the files that it mounts. */
  prepare?(stack: Stack): Promise<void>;
  /** Arguments of the program after those of compose.yaml. */
  flags?(stack: Stack): readonly string[];
  /** Lines for its /etc/hosts: `NAME:ADDRESS`. */
  hosts?(): readonly string[];
}

/**
 * A part in a container. Its process is "docker run", which passes on signals, output and exit code, so the supervisor
 * knows nothing of containers. A "docker run" that is killed leaves its container behind: `clean` removes it.
 */
export function containerPart(part: Omit<Part, 'launch'>, container: Container, stack: Stack): Part {
  const { tool: _, prepare: __, ...same } = part;
  const { image, ports } = container.service(stack);
  const published = ports.map(({ host }) => host);
  const name = (stack: Stack) => `${projectOf(stack)}-${part.name}`;
  const { prepare } = container;
  return {
    ...same,
    ports: Object.fromEntries(Object.entries(part.ports).filter(([, port]) => published.includes(port))),
    image,
    ...(prepare && { prepare }),
    launch(stack) {
      const service = container.service(stack);
      return {
        file: 'docker',
        args: [
          ...runArguments(name(stack), part.name, service, stack, container.hosts?.()),
          ...(container.flags?.(stack) ?? []),
        ],
        // The command line, which every user can read, has names alone.
        env: service.environment,
      };
    },
    // Rejects when the container does not exist.
    clean: (stack) => docker(['rm', '--force', name(stack)], stack.env).then(nothing, nothing),
    async mainPid(stack) {
      // Elsewhere than on Linux the engine runs in a virtual machine, with process numbers of its own.
      const pid = await docker(['inspect', '--format={{.State.Pid}}', name(stack)], stack.env, 2000).catch(() => '');
      return process.platform === 'linux' && Number(pid) > 0 ? Number(pid) : undefined;
    },
    // Its process often belongs to another user, or to a virtual machine.
    signal: (stack, signal) => docker(['kill', `--signal=${signal}`, name(stack)], stack.env).then(nothing),
  };
}

const nothing = () => {};

/** The arguments of "docker" that run a service of compose.yaml as a part of a stack. */
export function runArguments(
  name: string,
  alias: string,
  service: ComposeService,
  stack: Stack,
  hosts: readonly string[] = [],
): string[] {
  const project = projectOf(stack);
  const volume = ({ source, target, readOnly }: ComposeService['volumes'][number]) => {
    const isPath = source.startsWith('/');
    const from = isPath ? source : `${project}_${source}`;
    const labels = isPath ? '' : `,volume-label=${label(stack)}`;
    return `--mount=type=${isPath ? 'bind' : 'volume'},source=${from},target=${target}${readOnly ? ',readonly' : ''}${labels}`;
  };
  return [
    'run',
    '--rm',
    // The image was pulled before, with progress.
    '--pull=never',
    `--name=${name}`,
    `--label=${label(stack)}`,
    `--network=${project}`,
    `--network-alias=${alias}`,
    ...hosts.map((line) => `--add-host=${line}`),
    ...service.ports.map(({ host, container }) => `--publish=127.0.0.1:${host + stack.offset}:${container}`),
    ...Object.keys(service.environment).map((key) => `--env=${key}`),
    ...service.volumes.map(volume),
    ...service.tmpfs.map((path) => `--tmpfs=${path}`),
    ...service.capDrop.map((capability) => `--cap-drop=${capability}`),
    ...service.securityOpt.map((option) => `--security-opt=${option}`),
    ...(service.readOnly ? ['--read-only'] : []),
    ...(service.user === undefined ? [] : [`--user=${service.user}`]),
    ...(service.workingDir === undefined ? [] : [`--workdir=${service.workingDir}`]),
    service.image,
    ...service.command,
  ];
}
