import { cpSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { root } from '../support/root.ts';

/** A server that is measured. */
export interface Side {
  readonly name: string;
  /** Its program, from bench/ or absolute. */
  readonly server: string;
  /** The folder of bench/peers whose packages it needs. */
  readonly peer?: string;
  /** `away`: nothing listens at the address of the Collector. */
  readonly collector: 'none' | 'sink' | 'away';
  /** What a request is to leave at the Collector. */
  readonly sends: { readonly spans: number; readonly lines: number };
  readonly env?: Readonly<Record<string, string>>;
}

/** As much room as our queues have: with their default of 2048 the others drop spans at saturation, which is cheap. */
const QUEUES = {
  OTEL_SERVICE_NAME: 'bench',
  OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
  OTEL_BSP_MAX_QUEUE_SIZE: '16384',
  OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '1024',
  OTEL_BSP_SCHEDULE_DELAY: '500',
  OTEL_BLRP_MAX_QUEUE_SIZE: '16384',
  OTEL_BLRP_MAX_EXPORT_BATCH_SIZE: '1024',
  OTEL_BLRP_SCHEDULE_DELAY: '500',
};
const OURS_SERVER = 'telemetry/servers/ours.ts';
const NOTHING = { spans: 0, lines: 0 };

export const BARE: Side = { name: 'bare', server: 'telemetry/servers/bare.ts', collector: 'none', sends: NOTHING };

/**
 * While a server needs more time for a request than the load does, the load sleeps until the reply, and each reply must
 * wake it. A bare server that is made as slow as ours shows what that costs.
 */
const WORK_MICROS = 60;

/** Two lines a request: that of the route and that of the access log. */
export const OURS: Side = {
  name: 'ours',
  server: OURS_SERVER,
  collector: 'sink',
  sends: { spans: 1, lines: 2 },
};

export const SIDES: readonly Side[] = [
  BARE,
  { ...BARE, name: `bare, ${WORK_MICROS} µs of work`, env: { WORK_MICROS: String(WORK_MICROS) } },
  OURS,
  {
    name: 'ours, Collector away',
    server: OURS_SERVER,
    collector: 'away',
    sends: NOTHING,
    env: { SHUTDOWN_MILLIS: '100' },
  },
  { name: 'ours, SDK off', server: OURS_SERVER, collector: 'none', sends: NOTHING, env: { OTEL_SDK_DISABLED: 'true' } },
  {
    name: '@fastify/otel',
    server: 'peers/fastify-otel/server.cjs',
    peer: 'fastify-otel',
    collector: 'sink',
    // One span of the request, one of its handler.
    sends: { spans: 2, lines: 0 },
    env: QUEUES,
  },
  {
    name: 'auto-instrumentation',
    server: 'peers/auto/server.cjs',
    peer: 'auto',
    collector: 'sink',
    sends: { spans: 1, lines: 1 },
    env: { ...QUEUES, OTEL_METRICS_EXPORTER: 'otlp', OTEL_LOGS_EXPORTER: 'otlp', OTEL_TRACES_EXPORTER: 'otlp' },
  },
];

export const serverFile = ({ server }: Side) => resolve(root, 'bench', server);

/** Our telemetry as another checkout has it: its packages are found from a folder inside of it that Git ignores. */
export function sideOf(checkout: string): Side {
  const folder = join(checkout, '.triptych/bench');
  cpSync(join(root, 'bench/telemetry/servers'), folder, { recursive: true });
  return {
    name: `ours at ${basename(checkout)}`,
    server: join(folder, basename(OURS_SERVER)),
    collector: 'sink',
    sends: { spans: 1, lines: 2 },
  };
}
