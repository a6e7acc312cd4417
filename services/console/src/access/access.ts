import cookie from '@fastify/cookie';
import { ProblemError } from '@triptych/contracts';
import type { Server } from '@triptych/service';
import type { FastifyRequest, onRequestAsyncHookHandler } from 'fastify';
import fp from 'fastify-plugin';
import type { Config } from '../config.ts';
import { hostNames, isAllowedHost } from './hosts.ts';
import { isCrossOrigin } from './origin.ts';
import { readToken, type Token } from './token.ts';

export const SESSION_COOKIE = 'triptych_console';

/** Routes that need no login: probes and Prometheus have no token, and the page shows the login form. */
const PUBLIC = new Set(['/health', '/health/ready', '/metrics']);
const LOGIN = new Set(['/login', '/api/session', '/assets/*']);

declare module 'fastify' {
  interface FastifyInstance {
    /** Undefined unless the console wants a token. */
    token: Token | undefined;
  }
}

/**
 * Refuses requests of people who may not use the console. Register it before every route, those of `servicePlugin` too: each
 * route gets the check as a hook of its own, which runs after those that give a request its id and its telemetry.
 */
export const accessPlugin = fp(
  async (app: Server, { config }: { readonly config: Config }) => {
    const token = config.CONSOLE_ACCESS === 'token' ? readToken(config.CONSOLE_TOKEN_FILE ?? '') : undefined;
    app.decorate('token', token);
    await app.register(cookie);
    const hosts = hostNames(config.CONSOLE_HOSTS);
    const userHeader = config.CONSOLE_USER_HEADER?.toLowerCase() ?? '';

    const refusal = {
      open: ({ headers }: FastifyRequest) => (isAllowedHost(headers.host, hosts) ? undefined : unknownHost()),
      proxy: ({ headers }: FastifyRequest) => (headers[userHeader] ? undefined : noUser()),
      token: (request: FastifyRequest) =>
        LOGIN.has(request.routeOptions.url ?? '') || (token && isLoggedIn(request, token)) ? undefined : noToken(),
    }[config.CONSOLE_ACCESS];

    const check: onRequestAsyncHookHandler = async (request, reply) => {
      if (PUBLIC.has(request.routeOptions.url ?? '')) return undefined;
      if (isCrossOrigin(request.method, request.headers)) throw otherOrigin();
      const problem = refusal(request);
      if (!problem) return undefined;
      // A person who opens a page sees the form; a program sees the problem.
      const opensPage = request.method === 'GET' && request.headers.accept?.includes('text/html');
      if (problem.status === 401 && opensPage && config.CONSOLE_ACCESS === 'token') {
        return reply.redirect(`/login?to=${encodeURIComponent(request.originalUrl)}`, 302);
      }
      throw problem;
    };
    app.addHook('onRoute', (route) => {
      route.onRequest = [check, ...[route.onRequest ?? []].flat()] as NonNullable<typeof route.onRequest>;
    });
  },
  { name: 'access', fastify: '5.x' },
);

function isLoggedIn({ headers, cookies }: FastifyRequest, token: Token): boolean {
  const bearer = /^Bearer\s+(\S+)\s*$/i.exec(headers.authorization ?? '')?.[1];
  if (bearer !== undefined) return token.matches(bearer);
  const session = cookies[SESSION_COOKIE];
  return session !== undefined && token.isSession(session);
}

const noToken = () =>
  new ProblemError({
    status: 401,
    code: 'login_required',
    detail: 'The console wants its token: log in at /login, or send it as "Authorization: Bearer TOKEN".',
    headers: { 'www-authenticate': 'Bearer realm="console"' },
  });

const noUser = () =>
  new ProblemError({
    status: 401,
    code: 'no_user',
    detail:
      'The request names no user, so it did not come through the proxy that authenticates people. Use its address.',
  });

const unknownHost = () =>
  new ProblemError({
    status: 403,
    code: 'unknown_host',
    detail: 'This console answers under localhost alone. To use another host name, add it to CONSOLE_HOSTS.',
  });

const otherOrigin = () =>
  new ProblemError({
    status: 403,
    code: 'cross_origin',
    detail:
      'A page of another site sent this request. The console accepts changes from its own pages and from programs.',
  });
