import { join } from 'node:path';
import { mainPort, PARTS, type PartName, type ServiceName } from '@triptych/parts';
import { httpOk } from '../probe.ts';
import type { Stack } from '../stack.ts';
import { buildPage } from './built-page.ts';
import { collectorVariables } from './collector-variables.ts';
import { compile, compileCache } from './compile-cache.ts';
import type { PartProcess } from './part.ts';
import { databaseUrl } from './postgres.ts';

/** The flags of Node in the images, too: ADR 021. */
const NODE_FLAGS = ['--max-semi-space-size=4', '--minor-gc-task-trigger=20'];

/** One of our services, run from its source by the Node that runs this command. */
export function service(name: ServiceName): PartProcess {
  const { calls } = PARTS[name];
  const port = (stack: Stack) => mainPort(name) + stack.offset;
  const argsOf = ({ root }: Stack) => [...NODE_FLAGS, join(root, 'services', name, 'src/main.ts')];
  return {
    ...(calls.includes('postgres') ? { after: 'postgres' } : {}),
    async prepare(stack) {
      await buildPage(stack.root, name);
      await compile(argsOf(stack), stack);
    },
    launch: (stack) => ({
      file: process.execPath,
      args: argsOf(stack),
      // The user's environment does not override these: services cannot share one PORT or one name, and some shells
      // export HOST.
      env: { HOST: '127.0.0.1', PORT: String(port(stack)), OTEL_SERVICE_NAME: name },
      defaults: {
        LOG_LEVEL: 'info',
        OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=local',
        // The default number of glibc's arenas doubles the memory that libvips and the threads of Node take.
        MALLOC_ARENA_MAX: '2',
        // Filled before the first start; compile-cache.ts says what it saves.
        NODE_COMPILE_CACHE: compileCache(stack),
        ...Object.assign({}, ...calls.map((callee) => variablesFor(callee, stack))),
      },
    }),
    ready: (stack) => httpOk(port(stack), '/health/ready'),
    // A service finishes the requests that it has accepted, then sends its last telemetry.
    stopSeconds: 30,
  };
}

/** The environment variables with which a service finds a part that it calls. */
function variablesFor(callee: PartName, stack: Stack): Record<string, string> {
  switch (callee) {
    case 'otelcol':
      return collectorVariables(stack);
    case 'postgres':
      return { DATABASE_URL: databaseUrl(stack) };
    case 'object_store':
      return { STORE_DIR: join(stack.data, 'store') };
    default:
      return { [`${callee.toUpperCase()}_URL`]: `http://127.0.0.1:${mainPort(callee) + stack.offset}` };
  }
}
