import { Readable } from 'node:stream';
import { METRICS } from '@triptych/catalogue';
import { isFinished, type Job } from '@triptych/contracts';
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

/** Seconds between comments that keep the stream alive; many proxies cut connections after a silent minute. */
const WAIT_SECONDS = 20;

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
          'The stream starts with a `status` event, has one for each change, and ends when the conversion is finished.',
        params: ConversionPath,
        response: {
          200: {
            description: 'Stream of events',
            content: { 'text/event-stream': { schema: StatusEvent } },
          },
        },
      },
    },
    async ({ params: { id } }, reply) => {
      const signal = AbortSignal.any([clientSignal(reply), closing.signal]);
      // Before the stream starts, so that an unknown id gets a 404.
      const job = await jobs.get(id, {}, signal);
      return reply
        .type('text/event-stream')
        .header('cache-control', 'no-store')
        .header('x-accel-buffering', 'no')
        .send(Readable.from(counted(events(job, signal))));
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

  async function* events(first: Job, signal: AbortSignal): AsyncGenerator<string> {
    let job = first;
    yield toEvent(job);
    while (!isFinished(job) && !signal.aborted && !app.draining) {
      const next = await jobs.get(job.id, { unless: job.status, wait: WAIT_SECONDS }, signal).catch((error) => {
        if (closing.signal.aborted) return job;
        throw error;
      });
      yield next.status === job.status ? ': still here\n\n' : toEvent(next);
      job = next;
    }
  }
}

function toEvent(job: Job): string {
  return `event: status\ndata: ${JSON.stringify(toConversion(job))}\n\n`;
}
