import { Health, Readiness, type Readiness as ReadinessReply } from '@triptych/contracts';
import type { Server } from './server.ts';

/** Rejects with the reason when a dependency cannot be used. */
export type ReadinessCheck = () => Promise<unknown>;

/** A check that takes longer fails: probes themselves give up after a few seconds. */
const CHECK_SECONDS = 2;

declare module 'fastify' {
  interface FastifyInstance {
    /** True once the process has received a signal to stop: readiness fails and connections are not kept alive. */
    draining: boolean;
  }
}

/** Adds `/health` and `/health/ready`. Liveness ignores dependencies: a restart of this process does not repair them. */
export function addHealthRoutes(app: Server, checks: Record<string, ReadinessCheck>): void {
  const config = { quiet: true };
  app.decorate('draining', false);

  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (app.draining) reply.header('connection', 'close');
    done();
  });

  app.get(
    '/health',
    {
      config,
      schema: { tags: ['operations'], summary: 'Liveness: the event loop responds', response: { 200: Health } },
    },
    async () => ({ status: 'ok' as const }),
  );

  app.get(
    '/health/ready',
    {
      config,
      schema: {
        tags: ['operations'],
        summary: 'Readiness: every dependency can be used, and the service is not stopping',
        response: { 200: Readiness, 503: Readiness },
      },
    },
    async (_request, reply) => {
      const readiness = await evaluate(checks, app.draining);
      return reply.code(readiness.status === 'ready' ? 200 : 503).send(readiness);
    },
  );
}

async function evaluate(checks: Record<string, ReadinessCheck>, draining: boolean): Promise<ReadinessReply> {
  const results = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => {
      try {
        await withDeadline(check(), CHECK_SECONDS);
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

async function withDeadline(answer: Promise<unknown>, seconds: number): Promise<void> {
  const { promise: deadline, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no answer within ${seconds} s`)), seconds * 1000);
  try {
    await Promise.race([answer, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
