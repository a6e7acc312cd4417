import replyFrom, { type FastifyReplyFromHooks } from '@fastify/reply-from';
import { ProblemError } from '@triptych/contracts';
import { acceptAnyContentType, type Server } from '@triptych/service';
import type { FastifyReply } from 'fastify';

/**
 * What user_svc needs to know. All else stays here: the session of the console, and the context of the trace, which the
 * client span of this process sends in its place.
 */
const FORWARDED = new Set([
  'accept',
  'content-disposition',
  'content-length',
  'content-type',
  'if-none-match',
  'if-range',
  'last-event-id',
  'range',
  'transfer-encoding',
  'user-agent',
]);

/** Longest time until user_svc starts to reply to an upload, once it has it. */
const REPLY_SECONDS = 30;
/** Longest silence of a stream of events: user_svc breaks it every 15 s. */
const SILENCE_SECONDS = 60;

/** Returns a handler that passes a request on to user_svc at the same path, and the reply back. Nothing is buffered. */
export async function userSvcProxy(app: Server, userSvc: string): Promise<(reply: FastifyReply) => void> {
  acceptAnyContentType(app, 'multipart/form-data');
  // No parser: the body is passed on as a stream.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
  await app.register(replyFrom, {
    base: userSvc,
    disableRequestLogging: true,
    destroyAgent: true,
    undici: { headersTimeout: REPLY_SECONDS * 1000, bodyTimeout: SILENCE_SECONDS * 1000 },
  });
  const options: FastifyReplyFromHooks = {
    rewriteRequestHeaders: (_request, headers) =>
      Object.fromEntries(Object.entries(headers).filter(([name]) => FORWARDED.has(name))),
    // A 503 of user_svc is for the client: it says when to try again.
    retryDelay: () => null,
    onError(reply, { error }) {
      const detail = 'user_svc does not answer. Is it up? See "triptych status".';
      reply.send(new ProblemError({ status: 503, code: 'user_svc_unavailable', detail, cause: error }));
    },
  };
  return (reply) => void reply.from(reply.request.raw.url, options);
}
