import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import { Problem } from '@triptych/contracts';
import type { Server } from './server.ts';

interface ApiInfo {
  readonly title: string;
  readonly version: string;
  readonly description: string;
}

/** Collects the schemas of all routes that are added from now on. */
export async function describeRoutes(app: Server, info: ApiInfo): Promise<void> {
  app.addSchema(Problem);
  await app.register(swagger, {
    openapi: { openapi: '3.1.0', info },
    refResolver: { buildLocalReference: (json, _base, _fragment, i) => String(json.$id ?? `def-${i}`) },
  });
}

/** Adds `/openapi.json`, made from the schemas of the routes, and `/swaggerui`, a page to read and try them. */
export async function addOpenApiRoutes(app: Server): Promise<void> {
  app.addHook('onRoute', (route) => {
    if (route.url.startsWith('/swaggerui')) route.config = { ...route.config, quiet: true };
  });
  await app.register(swaggerUi, { routePrefix: '/swaggerui' });
  app.get('/openapi.json', { config: { quiet: true }, schema: { hide: true } }, async () => app.swagger());
}

/** The error replies that any route may give. */
export const problemReplies = { '4xx': { $ref: 'Problem#' }, '5xx': { $ref: 'Problem#' } } as const;
