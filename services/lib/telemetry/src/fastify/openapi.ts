import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import { Problem } from '@triptych/contracts';
import fp from 'fastify-plugin';
import type { Telemetry } from '../start.ts';
import type { Server } from './server.ts';

export interface OpenApiOptions {
  readonly telemetry: Telemetry;
  readonly description: string;
}

/** `/openapi.json`, made from the routes' schemas, and `/swaggerui` to read and try it. */
export const openapiPlugin = fp(
  async (app: Server, { telemetry: { service, version }, description }: OpenApiOptions) => {
    app.addSchema(Problem);
    app.addHook('onRoute', (route) => {
      if (route.url.startsWith('/swaggerui')) route.config = { ...route.config, quiet: true };
    });
    await app.register(swagger, {
      openapi: { openapi: '3.1.0', info: { title: service, version, description } },
      refResolver: { buildLocalReference: (json, _base, _fragment, i) => String(json.$id ?? `def-${i}`) },
    });
    await app.register(swaggerUi, { routePrefix: '/swaggerui' });
    app.get('/openapi.json', { config: { quiet: true }, schema: { hide: true } }, async () => app.swagger());
  },
  { name: 'openapi', fastify: '5.x' },
);

/** The replies that any route may give besides its own. */
export const problemReplies = { '4xx': { $ref: 'Problem#' }, '5xx': { $ref: 'Problem#' } } as const;
