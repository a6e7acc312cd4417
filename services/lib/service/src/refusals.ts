import { ProblemError } from '@triptych/contracts';
import type { FastifyRequest } from 'fastify';
import type { Methods } from './methods.ts';
import type { Server } from './server.ts';

/** Path of requests whose own path cannot be decoded. No route has it. */
export const UNREADABLE_PATH = '/-/unreadable';

/**
 * Answers requests that no route takes, before their body is read: 400 without a host or with a path that cannot be decoded,
 * 404 for an unknown path, and for a known path the methods that it allows, with 204 to OPTIONS and with 405 to others.
 */
export function addRefusals(app: Server, methods: Methods): void {
  // A callback, because a promise for each request would cost the many that pass.
  app.addHook('onRequest', (request, reply, done) => {
    if (request.raw.httpVersion === '1.1' && request.headers.host === undefined) {
      const detail = 'The request has no Host header, which HTTP/1.1 requires.';
      return done(new ProblemError({ status: 400, code: 'malformed_request', detail }));
    }
    if (!request.is404) return done();
    const allow = methodsFor(request, methods).join(', ');
    if (request.method !== 'OPTIONS' || !allow) return done(problemOf(request, allow));
    reply.code(204).header('allow', allow).send();
  });
  // For routes that find nothing themselves, such as those of files.
  app.setNotFoundHandler((request) => {
    throw problemOf(request, '');
  });
}

/** `OPTIONS *` asks about the whole server. */
function methodsFor({ originalUrl }: FastifyRequest, methods: Methods): readonly string[] {
  return originalUrl === '*' ? ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS'] : methods.at(pathOf(originalUrl));
}

function problemOf({ method, url, originalUrl }: FastifyRequest, allow: string): ProblemError {
  const path = pathOf(originalUrl);
  if (url === UNREADABLE_PATH) {
    const detail = 'The path cannot be decoded. Write a percent sign as %25, and other characters in UTF-8.';
    return new ProblemError({ status: 400, code: 'malformed_url', detail });
  }
  if (allow) {
    const detail = `${path} does not allow ${method}. It allows ${allow}.`;
    return new ProblemError({ status: 405, code: 'method_not_allowed', detail, headers: { allow } });
  }
  const detail = `There is no route ${method} ${path}. /swaggerui lists all routes.`;
  return new ProblemError({ status: 404, code: 'route_not_found', detail });
}

function pathOf(url: string): string {
  return url.split('?')[0] ?? url;
}
