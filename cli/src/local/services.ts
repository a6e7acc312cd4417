import { join } from 'node:path';
import { otelcol } from './backends.ts';
import { compile, compileCache } from './compile.ts';
import { type Part, portOf } from './part.ts';
import { databaseUrl } from './postgres.ts';
import { httpOk } from './probe.ts';
import { servicePorts } from './service-ports.ts';
import type { Stack } from './stack.ts';

const urlOf = (part: Part, stack: Stack, port: string) => `http://127.0.0.1:${portOf(part, stack, port)}`;
const storeDir = (stack: Stack) => join(stack.data, 'store');

export const imageSvc = service('image_svc', (stack) => ({ STORE_DIR: storeDir(stack) }));

export const jobSvc: Part = {
  ...service('job_svc', (stack) => ({
    DATABASE_URL: databaseUrl(stack),
    IMAGE_SVC_URL: urlOf(imageSvc, stack, 'http'),
  })),
  after: 'postgres',
};

export const userSvc: Part = {
  ...service('user_svc', (stack) => ({
    STORE_DIR: storeDir(stack),
    JOB_SVC_URL: urlOf(jobSvc, stack, 'http'),
  })),
  page: '/swaggerui',
};

/**
 * A young generation of 1 MiB, where 16 are the default of which an idle service keeps three, and code compiled for
 * size: together 25 MB less resident in each.
 */
const SMALL_HEAP = ['--max-semi-space-size=1', '--optimize-for-size'];

/** One of our services, run from its source by the Node that runs this. */
function service(name: keyof typeof servicePorts, defaults: (stack: Stack) => Record<string, string>): Part {
  const http = servicePorts[name];
  const argsOf = ({ root }: Stack) => [...SMALL_HEAP, join(root, 'services', name, 'src/main.ts')];
  return {
    name,
    tier: 'service',
    ports: { http },
    prepare: (stack) => compile(argsOf(stack), stack),
    launch(stack) {
      return {
        file: process.execPath,
        args: argsOf(stack),
        // Not for the user to set: one PORT cannot serve three, and some shells export HOST for their own ends.
        env: { HOST: '127.0.0.1', PORT: String(http + stack.offset) },
        defaults: {
          LOG_LEVEL: 'info',
          OTEL_EXPORTER_OTLP_ENDPOINT: urlOf(otelcol, stack, 'grpc'),
          OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=local',
          // glibc's arenas double what libvips and the threads of Node take.
          MALLOC_ARENA_MAX: '2',
          // Filled before the first start; compile.ts says what it saves.
          NODE_COMPILE_CACHE: compileCache(stack),
          ...defaults(stack),
        },
      };
    },
    ready: (stack) => httpOk(http + stack.offset, '/health/ready'),
    // They drain: finish what was accepted, then send the last of their telemetry.
    stopSeconds: 30,
  };
}
