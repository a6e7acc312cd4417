import type { AddressInfo } from 'node:net';
import { setTimeout as delay, setImmediate as turn } from 'node:timers/promises';
import { type ExportGate, startTelemetry, type Telemetry } from '@triptych/telemetry';
import type { ProcessSettings } from './config.ts';
import type { Server } from './server.ts';

export interface ServiceOptions {
  /** `service.name` of its telemetry. */
  readonly name: string;
  /** The version of its package, unless SERVICE_VERSION is set. */
  readonly version: string;
  readonly config: ProcessSettings;
  /** Delays exports of telemetry, or makes them fail, for fault injection. */
  readonly gate?: ExportGate | undefined;
  /** Opens the dependencies and builds the app on them, without listening. */
  start(telemetry: Telemetry): Promise<RunningService>;
}

export interface RunningService {
  readonly app: Server;
  /** Closes the dependencies; runs after the last request has been answered. */
  readonly close?: () => Promise<void>;
}

/**
 * Runs the whole life of a service's process: telemetry → `start` → listen, then on SIGTERM or SIGINT not ready → stop
 * accepting → finish requests in flight → `close` → flush telemetry → exit 0. A second signal exits at once. A failure
 * at any point is logged and flushed, and the process exits with 1.
 */
export async function runService({ name, config, gate, start, ...options }: ServiceOptions): Promise<void> {
  const version = config.SERVICE_VERSION ?? options.version;
  const telemetry = startTelemetry({
    service: name,
    version,
    logLevel: config.LOG_LEVEL,
    shutdownMillis: config.TELEMETRY_FLUSH_SECONDS * 1000,
    gate,
  });
  const { logger } = telemetry;

  const fail = async (err: unknown): Promise<never> => {
    logger.fatal({ err }, 'service failed');
    await telemetry.shutdown();
    process.exit(1);
  };
  process.on('uncaughtException', fail);
  process.on('unhandledRejection', fail);

  const service = await start(telemetry).catch(fail);

  let stopping = false;
  const stop = (signal: NodeJS.Signals) => {
    if (stopping) process.exit(1);
    stopping = true;
    logger.info({ signal }, 'service draining');
    drain(service, config, telemetry).then(() => process.exit(0), fail);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);

  const { HOST: host, PORT: port } = config;
  await service.app.listen({ host, port }).catch((error) => fail(explainListenError(error, host, port)));
  // With PORT=0 the operating system chooses a free port.
  const { port: actualPort } = service.app.server.address() as AddressInfo;
  logger.info({ host, port: actualPort, node: process.version }, 'service started');
}

async function drain({ app, close }: RunningService, config: ProcessSettings, telemetry: Telemetry): Promise<void> {
  app.draining = true;
  await delay(config.DRAIN_DELAY_SECONDS * 1000);
  await readArrived();
  await app.close();
  await close?.();
  telemetry.logger.info({}, 'service stopped');
  await telemetry.shutdown();
}

/**
 * Lets the event loop accept the connections and read the requests that have arrived. On a busy machine they wait in the
 * kernel when the delay ends, and closing an idle connection would reset them.
 */
async function readArrived(): Promise<void> {
  // One turn accepts a connection, and the next reads its first request.
  for (let turns = 0; turns < 3; turns += 1) await turn();
}

function explainListenError(error: NodeJS.ErrnoException, host: string, port: number): Error {
  if (error.code !== 'EADDRINUSE') return error;
  return new Error(`port ${port} on ${host} is taken: stop what listens there, or set PORT`, { cause: error });
}
