import fp from 'fastify-plugin';
import type { Telemetry } from '../start.ts';
import { addHealthRoutes, type ReadinessCheck } from './health.ts';
import { addProblemHandlers } from './problems.ts';
import { addRequestTelemetry } from './requests.ts';
import type { Server } from './server.ts';

export interface TelemetryPluginOptions {
  readonly telemetry: Telemetry;
  /** One check for each dependency; it throws, saying what is wrong, when the dependency cannot be used. */
  readonly checks?: Record<string, ReadinessCheck>;
}

/**
 * Server span, request metrics, request id and access log for every route; problem+json errors; `/health`,
 * `/health/ready` and `/metrics`. Register it first: hooks only see routes that come after them.
 */
export const telemetryPlugin = fp(
  async (app: Server, { telemetry, checks = {} }: TelemetryPluginOptions) => {
    addRequestTelemetry(app, telemetry);
    addProblemHandlers(app);
    addHealthRoutes(app, telemetry, checks);
  },
  { name: 'telemetry', fastify: '5.x' },
);
