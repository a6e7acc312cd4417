import { Health, Readiness, type Readiness as ReadinessReply } from '@triptych/contracts';
import type { Telemetry } from '../start.ts';
import type { Server } from './server.ts';

/** Rejects, saying what is wrong, when a dependency cannot be used. */
export type ReadinessCheck = () => Promise<unknown>;

/** A dependency that takes longer to say that it is well is not; probes themselves give up after a few seconds. */
const CHECK_SECONDS = 2;

declare module 'fastify' {
  interface FastifyInstance {
    /** Set once the process has been told to stop; readiness then says no and connections are not kept. */
    draining: boolean;
  }
}

/** Liveness never looks at dependencies: restarting this process does not mend another. */
export function addHealthRoutes(app: Server, { metrics }: Telemetry, checks: Record<string, ReadinessCheck>): void {
  const config = { quiet: true };
  app.decorate('draining', false);

  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (app.draining) reply.header('connection', 'close');
    done();
  });

  app.get(
    '/health',
    { config, schema: { tags: ['operations'], summary: 'Whether the process turns', response: { 200: Health } } },
    async () => ({ status: 'ok' as const }),
  );

  app.get(
    '/health/ready',
    {
      config,
      schema: {
        tags: ['operations'],
        summary: 'Whether requests can be served',
        response: { 200: Readiness, 503: Readiness },
      },
    },
    async (_request, reply) => {
      const readiness = await evaluate(checks, app.draining);
      return reply.code(readiness.status === 'ready' ? 200 : 503).send(readiness);
    },
  );

  app.get(
    '/metrics',
    { config, schema: { tags: ['operations'], summary: 'Metrics in the OpenMetrics text format' } },
    async (_request, reply) => reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  );
}

async function evaluate(checks: Record<string, ReadinessCheck>, draining: boolean): Promise<ReadinessReply> {
  const results = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => {
      try {
        await within(CHECK_SECONDS, check());
        return [name, 'ok'] as const;
      } catch (error) {
        return [name, (error as Error).message || String(error)] as const;
      }
    }),
  );
  const healthy = results.every(([, result]) => result === 'ok');
  return {
    status: draining ? 'draining' : healthy ? 'ready' : 'unavailable',
    checks: Object.fromEntries(results),
  };
}

async function within(seconds: number, answer: Promise<unknown>): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no answer within ${seconds} s`)), seconds * 1000);
  try {
    await Promise.race([answer, promise]);
  } finally {
    clearTimeout(timer);
  }
}
