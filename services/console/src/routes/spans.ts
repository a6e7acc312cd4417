import { ProblemError } from '@triptych/contracts';
import type { Server } from '@triptych/service';
import type { Telemetry } from '@triptych/telemetry';
import { Type } from 'typebox';
import { toMeasuredSpan } from '../convert/browser-span.ts';
import { BrowserSpan } from '../schemas/browser-span.ts';

/** Largest difference between the clocks of a browser and of this machine at which its span is of use. */
const CLOCK_HOURS = 1;

/** Takes the span of the browser, which cannot reach the Collector, and sends it there. */
export async function spanRoutes(app: Server, { telemetry }: { readonly telemetry: Telemetry }): Promise<void> {
  app.post(
    '/api/spans',
    {
      bodyLimit: 4096,
      config: { quiet: true },
      schema: {
        tags: ['conversions'],
        summary: 'Record the upload of a picture, as the browser measured it',
        body: BrowserSpan,
        response: { 202: Type.Null({ description: 'The span is on its way to the Collector' }) },
      },
    },
    async ({ body }, reply) => {
      if (Math.abs(body.started_at - Date.now()) > CLOCK_HOURS * 3_600_000) {
        const detail = `The clock of the browser differs by more than ${CLOCK_HOURS} hour. Correct it.`;
        throw new ProblemError({ status: 400, code: 'clock_differs', detail });
      }
      telemetry.sendMeasured(toMeasuredSpan(body, telemetry.version));
      return reply.code(202).send(null);
    },
  );
}
