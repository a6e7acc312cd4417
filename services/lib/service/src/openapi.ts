import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import { PROBLEM_CONTENT_TYPE, Problem } from '@triptych/contracts';
import type { Server } from './server.ts';

interface ApiInfo {
  readonly title: string;
  readonly version: string;
  readonly description: string;
}

/** The error replies that any route may give. */
const problem = (description: string) => ({
  description,
  content: { [PROBLEM_CONTENT_TYPE]: { schema: { $ref: 'Problem#' } } },
});
const PROBLEM_REPLIES = {
  '4xx': problem('The request cannot be served as it is'),
  '5xx': problem('The service failed, or cannot serve the request now'),
};

/** Collects the schemas of all routes that are added from now on, and adds problems to the replies of each. */
export async function describeRoutes(app: Server, info: ApiInfo): Promise<void> {
  app.addSchema(Problem);
  app.addHook('onRoute', (route) => {
    if (route.schema?.hide) return;
    const response = { ...PROBLEM_REPLIES, ...(route.schema?.response as object) };
    route.schema = { ...route.schema, response };
  });
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
