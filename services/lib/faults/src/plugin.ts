import type { Server } from '@triptych/service';
import type { Telemetry } from '@triptych/telemetry';
import fp from 'fastify-plugin';
import type { Faults } from './faults.ts';
import { faultRoutes } from './routes.ts';

export interface FaultPluginOptions {
  readonly telemetry: Telemetry;
  readonly faults: Faults;
}

/** The routes that start and end faults, and what faults do to requests, but for quiet ones. Register it before these. */
export const faultPlugin = fp(
  async (app: Server, { telemetry: { logger }, faults }: FaultPluginOptions) => {
    logger.warn({}, 'fault injection enabled');
    faults.logTo(logger);
    // Where a handler would fail: within the span of the request, its input validated.
    app.addHook('preHandler', async (request) => {
      if (!request.routeOptions.config.quiet) await faults.beforeRequest();
    });
    await app.register(faultRoutes, { faults });
  },
  { name: 'faults', dependencies: ['telemetry'], fastify: '5.x' },
);
