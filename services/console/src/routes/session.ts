import { ProblemError } from '@triptych/contracts';
import type { Server } from '@triptych/service';
import { Type } from 'typebox';
import { SESSION_COOKIE } from '../access/access.ts';

const Login = Type.Object({ token: Type.String({ minLength: 1, maxLength: 1024 }) });
/** Eight hours: a working day. */
const SESSION_SECONDS = 8 * 3600;
const ATTEMPTS_PER_MINUTE = 10;

/** Login with the token, and logout. The cookie is for this site and for its server alone. */
export async function sessionRoutes(app: Server): Promise<void> {
  app.post(
    '/api/session',
    {
      config: { rateLimit: { max: ATTEMPTS_PER_MINUTE, timeWindow: '1 minute' } },
      schema: { summary: 'Log in with the token', body: Login, response: { 204: Type.Null() } },
    },
    async ({ body, headers }, reply) => {
      if (!app.token?.matches(body.token.trim())) {
        const detail = app.token ? 'This is not the token of the console.' : 'This console wants no token.';
        throw new ProblemError({ status: app.token ? 401 : 409, code: app.token ? 'wrong_token' : 'no_token', detail });
      }
      reply.setCookie(SESSION_COOKIE, app.token.session, {
        ...{ path: '/', httpOnly: true, sameSite: 'strict', maxAge: SESSION_SECONDS },
        secure: headers['x-forwarded-proto'] === 'https',
      });
      return reply.code(204).send(null);
    },
  );
  app.delete(
    '/api/session',
    { schema: { summary: 'Log out', response: { 204: Type.Null() } } },
    async (_request, reply) => reply.clearCookie(SESSION_COOKIE, { path: '/' }).code(204).send(null),
  );
}
