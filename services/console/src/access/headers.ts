import helmet from '@fastify/helmet';
import type { Server } from '@triptych/service';
import fp from 'fastify-plugin';

/**
 * The headers of every reply: a page runs its own scripts alone, talks to its own server alone, and no other page frames
 * it. Swagger's page has styles in its HTML, so that page alone allows them.
 */
export const headersPlugin = fp(
  async (app: Server) => {
    await app.register(helmet, {
      contentSecurityPolicy: { useDefaults: false, directives: DIRECTIVES },
      crossOriginEmbedderPolicy: false,
      crossOriginOpenerPolicy: { policy: 'same-origin' },
      crossOriginResourcePolicy: { policy: 'same-origin' },
      referrerPolicy: { policy: 'no-referrer' },
      // The proxy in front that has the certificate decides about HTTPS.
      strictTransportSecurity: false,
    });
    app.addHook('onSend', async (request, reply) => {
      if (request.routeOptions.url?.startsWith('/swaggerui')) reply.header('content-security-policy', SWAGGER);
      if (request.url.startsWith('/api/') && !reply.hasHeader('cache-control')) {
        reply.header('cache-control', 'no-store');
      }
    });
  },
  { name: 'headers', fastify: '5.x' },
);

const SELF = ["'self'"];
const DIRECTIVES = {
  defaultSrc: ["'none'"],
  scriptSrc: SELF,
  styleSrc: SELF,
  imgSrc: ["'self'", 'blob:'],
  fontSrc: SELF,
  connectSrc: SELF,
  workerSrc: SELF,
  formAction: SELF,
  frameAncestors: ["'none'"],
  baseUri: ["'none'"],
};
const SWAGGER =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; " +
  "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
