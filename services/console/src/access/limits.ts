import rateLimit from '@fastify/rate-limit';
import { ProblemError } from '@triptych/contracts';
import type { Server } from '@triptych/service';
import fp from 'fastify-plugin';

/** Limits how often one address may call /api. A route may have a limit of its own. Register it before the routes. */
export const limitsPlugin = fp(
  async (app: Server, { perMinute }: { readonly perMinute: number }) => {
    app.addHook('onRoute', (route) => {
      if (!route.url.startsWith('/api/')) return;
      route.config = { rateLimit: { max: perMinute, timeWindow: '1 minute' }, ...route.config };
    });
    await app.register(rateLimit, {
      global: false,
      errorResponseBuilder: (_request, { after }) => {
        const detail = `There were too many requests from this address. Try again in ${after}.`;
        return new ProblemError({ status: 429, code: 'too_many_requests', detail });
      },
    });
  },
  { name: 'limits', fastify: '5.x' },
);
