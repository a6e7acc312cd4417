import type { FastifyReply } from 'fastify';

/**
 * Aborts when the client disconnects before it has the whole reply. Fastify's own `request.signal` (5.12) does not
 * serve: it also aborts once a request body has been read to its end.
 */
export function clientSignal({ raw }: FastifyReply): AbortSignal {
  const controller = new AbortController();
  raw.once('close', () => {
    if (!raw.writableFinished) controller.abort();
  });
  return controller.signal;
}
