import type { Server } from '@triptych/service';
import type { Telemetry } from '@triptych/telemetry';
import fp from 'fastify-plugin';
import type { Faults } from './faults.ts';
import { faultRoutes } from './routes.ts';

export interface FaultPluginOptions {
  readonly telemetry: Telemetry;
  readonly faults: Faults;
}

/** Adds the routes of faults, and applies faults to all routes that are not quiet. Register it before the routes. */
export const faultPlugin = fp(
  async (app: Server, { telemetry: { logger }, faults }: FaultPluginOptions) => {
    logger.warn({}, 'fault injection enabled');
    faults.logTo(logger);
    // The place where a handler would fail: after validation, within the span of the request.
    app.addHook('preHandler', async (request) => {
      if (!request.routeOptions.config.quiet) await faults.beforeRequest();
    });
    await app.register(faultRoutes, { faults });
  },
  { name: 'faults', dependencies: ['telemetry'], fastify: '5.x' },
);
