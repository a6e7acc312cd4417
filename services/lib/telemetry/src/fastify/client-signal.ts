import type { FastifyReply } from 'fastify';

/**
 * Aborts when the client goes away before its reply is whole. Fastify's own `request.signal` (5.12) will not do: it
 * also aborts when a body has been read to its end.
 */
export function clientSignal({ raw }: FastifyReply): AbortSignal {
  const controller = new AbortController();
  raw.once('close', () => {
    if (!raw.writableFinished) controller.abort();
  });
  return controller.signal;
}
