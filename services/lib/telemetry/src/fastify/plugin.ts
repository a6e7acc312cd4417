import type { FastifyInstance } from 'fastify';
import fp from 'fastify-plugin';
import type { Telemetry } from '../start.ts';
import { addMetricsRoute } from './metrics.ts';
import { addRequestTelemetry } from './requests.ts';

export interface TelemetryPluginOptions {
  readonly telemetry: Telemetry;
}

/**
 * Adds a server span, request metrics, the request id and an access-log line to every route, and `/metrics`. Register
 * it before the routes, on an instance with `fastifyOptions`: hooks see only routes that come after them.
 */
export const telemetryPlugin = fp(
  async (app: FastifyInstance, { telemetry }: TelemetryPluginOptions) => {
    addRequestTelemetry(app, telemetry);
    addMetricsRoute(app, telemetry);
  },
  { name: 'telemetry', fastify: '5.x' },
);
