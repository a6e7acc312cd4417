import { type Telemetry, telemetryPlugin } from '@triptych/telemetry';
import fp from 'fastify-plugin';
import { addHealthRoutes, type ReadinessCheck } from './health.ts';
import { collectMethods } from './methods.ts';
import { addOpenApiRoutes, describeRoutes } from './openapi.ts';
import { addProblemHandler } from './problems.ts';
import { addRefusals } from './refusals.ts';
import type { Server } from './server.ts';

export interface ServicePluginOptions {
  readonly telemetry: Telemetry;
  /** What the service does, for the OpenAPI document. */
  readonly description: string;
  /** One check for each dependency; it rejects with the reason when the dependency cannot be used. */
  readonly checks?: Record<string, ReadinessCheck>;
  /** Turns an error of a library of the service into a problem; returns other errors unchanged. */
  readonly toProblem?: (error: unknown) => unknown;
}

/**
 * What every service has beside its own routes: telemetry of each request, `/metrics`, `/health`, `/health/ready`,
 * `/openapi.json`, `/swaggerui` and problem+json errors. Register it first: hooks see only routes that come after them.
 */
export const servicePlugin = fp(
  async (app: Server, { telemetry, description, checks = {}, toProblem }: ServicePluginOptions) => {
    await describeRoutes(app, { title: telemetry.service, version: telemetry.version, description });
    const methods = collectMethods(app);
    await app.register(telemetryPlugin, { telemetry });
    addProblemHandler(app, toProblem);
    addRefusals(app, methods);
    addHealthRoutes(app, checks);
    await addOpenApiRoutes(app);
  },
  { name: 'service', fastify: '5.x' },
);
