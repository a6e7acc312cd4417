import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { METRICS } from '@triptych/catalogue';
import { isFinished, type Job, ProblemError } from '@triptych/contracts';
import { clientSignal, type Server } from '@triptych/service';
import type { Telemetry } from '@triptych/telemetry';
import { Type } from 'typebox';
import { toConversion } from '../conversion.ts';
import type { JobClient } from '../job-client.ts';
import { ConversionPath } from './conversions.ts';

export interface EventRoutesOptions {
  readonly telemetry: Telemetry;
  readonly jobs: JobClient;
}

/** One event of the stream, for the OpenAPI document. */
const StatusEvent = Type.Unsafe({
  type: 'object',
  properties: {
    event: { type: 'string', description: 'status' },
    data: { type: 'string', description: 'The conversion as JSON' },
  },
});

/** Longest silence in seconds. A comment ends it, because proxies close silent connections, some after 30 s. */
const HEARTBEAT_SECONDS = 15;
const HEARTBEAT = ': still here\n\n';
/** Time after which a client reconnects; also the pause before job_svc is asked again. */
const RETRY_MILLIS = 1000;

export async function eventRoutes(app: Server, { telemetry: { metrics }, jobs }: EventRoutesOptions): Promise<void> {
  const streams = metrics.gauge(METRICS.eventStreams);
  // A process that stops ends its streams. Clients reconnect by themselves and reach another process.
  const closing = new AbortController();
  app.addHook('preClose', async () => closing.abort());

  app.get(
    '/v1/conversions/:id/events',
    {
      schema: {
        tags: ['conversions'],
        summary: 'Follow a conversion through server-sent events',
        description:
          'The stream starts with a `status` event, has one for each change, and ends when the conversion is finished. ' +
          'A client that reconnects sends the id of its last event: that event is not repeated, and after the last one ' +
          'of all the reply is 204, which stops an EventSource.',
        params: ConversionPath,
        headers: Type.Object({
          'last-event-id': Type.Optional(Type.String({ description: 'The id of the last event that the client has' })),
        }),
        response: {
          200: { description: 'Stream of events', content: { 'text/event-stream': { schema: StatusEvent } } },
          204: Type.Null({ description: 'The conversion is finished, and the client has its last event' }),
        },
      },
    },
    async ({ params: { id }, headers, method }, reply) => {
      const client = clientSignal(reply);
      // Before the stream starts, so that an unknown id gets a 404. A process that stops still answers.
      const job = await jobs.get(id, {}, client);
      const signal = AbortSignal.any([client, closing.signal]);
      const known = headers['last-event-id'];
      if (isFinished(job) && known === eventIdOf(job)) return reply.code(204).send(null);
      return reply
        .type('text/event-stream')
        .header('cache-control', 'no-store')
        .header('x-accel-buffering', 'no')
        .send(Readable.from(method === 'HEAD' ? [] : counted(events(job, known, signal))));
    },
  );

  async function* counted(list: AsyncIterable<string>): AsyncGenerator<string> {
    streams.add({}, 1);
    try {
      yield* list;
    } finally {
      streams.add({}, -1);
    }
  }

  async function* events(first: Job, known: string | undefined, signal: AbortSignal): AsyncGenerator<string> {
    let job = first;
    yield `retry: ${RETRY_MILLIS}\n\n`;
    if (eventIdOf(job) !== known) yield toEvent(job);
    while (!isFinished(job) && !signal.aborted && !app.draining) {
      const next = await changeOf(job, signal);
      yield eventIdOf(next) === eventIdOf(job) ? HEARTBEAT : toEvent(next);
      job = next;
    }
  }

  /** The job once its status has changed; the job as it was when it is time for a heartbeat, or job_svc is away. */
  async function changeOf(job: Job, signal: AbortSignal): Promise<Job> {
    try {
      return await jobs.get(job.id, { unless: job.status, wait: HEARTBEAT_SECONDS }, signal);
    } catch (error) {
      if (closing.signal.aborted) return job;
      // If the stream ended now, an EventSource would reconnect, get 503, and never try again.
      if (!(error instanceof ProblemError) || error.status !== 503) throw error;
      await delay(RETRY_MILLIS, undefined, { signal }).catch(() => {});
      return job;
    }
  }
}

/** Each status of each attempt has its own id; a replayed job has further attempts. */
function eventIdOf({ attempts, status }: Job): string {
  return `${attempts}-${status}`;
}

function toEvent(job: Job): string {
  return `id: ${eventIdOf(job)}\nevent: status\ndata: ${JSON.stringify(toConversion(job))}\n\n`;
}
