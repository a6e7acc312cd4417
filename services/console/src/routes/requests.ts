import { collect } from '@triptych/client/request/collect';
import { toJson } from '@triptych/client/request/json';
import { ProblemError } from '@triptych/contracts';
import type { Server } from '@triptych/service';
import { Type } from 'typebox';
import type { Backends } from '../backends.ts';

const Params = Type.Object({ id: Type.String({ pattern: '^[A-Za-z0-9._-]{8,128}$' }) });

/** One request, as `triptych trace ID --json` prints it. */
export async function requestRoutes(app: Server, { backends }: { readonly backends: Backends }): Promise<void> {
  app.get(
    '/api/requests/:id',
    { schema: { summary: 'The spans, log lines and latency of one request', params: Params } },
    async ({ params: { id } }) => {
      const report = await collect(backends, id);
      if (report.spans.length === 0 && report.lines.length === 0) {
        const detail = [`No backend knows ${id}.`, ...report.missing].join(' ');
        throw new ProblemError({ status: 404, code: 'request_not_found', detail });
      }
      return toJson(report);
    },
  );
}
