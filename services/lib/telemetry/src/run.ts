import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { ProcessSettings } from './config.ts';
import type { Server } from './fastify/server.ts';
import type { Telemetry } from './start.ts';

export interface RunOptions {
  readonly telemetry: Telemetry;
  readonly app: Server;
  readonly config: Pick<ProcessSettings, 'HOST' | 'PORT' | 'DRAIN_DELAY_SECONDS'>;
  /** Closes what the app was given; runs when the last request has been answered. */
  readonly close?: () => Promise<void>;
}

/**
 * The life of a service's process: listen, then on SIGTERM or SIGINT not ready → stop accepting → finish what is in
 * flight → close dependencies → flush telemetry → exit 0. A second signal exits at once.
 */
export async function runService(options: RunOptions): Promise<void> {
  const { telemetry, app } = options;
  const { HOST: host, PORT: port } = options.config;
  const { logger } = telemetry;

  const fail = async (err: unknown): Promise<never> => {
    logger.fatal({ err }, 'service failed');
    await telemetry.shutdown();
    process.exit(1);
  };
  process.on('uncaughtException', fail);
  process.on('unhandledRejection', fail);

  let stopping = false;
  const stop = (signal: NodeJS.Signals) => {
    if (stopping) process.exit(1);
    stopping = true;
    logger.info({ signal }, 'service draining');
    drain(options).then(() => process.exit(0), fail);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);

  await app.listen({ host, port }).catch((error) => fail(explain(error, host, port)));
  // The port that was asked for, or the one that was free when that is 0.
  const { port: bound } = app.server.address() as AddressInfo;
  logger.info({ host, port: bound, node: process.version }, 'service started');
}

async function drain({ app, telemetry, config, close }: RunOptions): Promise<void> {
  app.draining = true;
  await delay(config.DRAIN_DELAY_SECONDS * 1000);
  await app.close();
  await close?.();
  telemetry.logger.info({}, 'service stopped');
  await telemetry.shutdown();
}

function explain(error: NodeJS.ErrnoException, host: string, port: number): Error {
  if (error.code !== 'EADDRINUSE') return error;
  return new Error(`port ${port} on ${host} is taken: stop what listens there, or set PORT`, { cause: error });
}
