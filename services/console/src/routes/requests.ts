import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Endpoints } from '@triptych/client/endpoints';
import { collectMetrics } from '@triptych/client/request/collect-metrics';
import { toJson } from '@triptych/client/request/json';
import { savedName, savedPage } from '@triptych/client/request/saved-page';
import { ProblemError } from '@triptych/contracts';
import type { Server } from '@triptych/service';
import { Type } from 'typebox';
import { BACKEND_SECONDS, Reports } from '../requests/reports.ts';
import { Request, RequestMetrics, RequestPath, RequestQuery } from '../schemas/request.ts';

/** The page of one request that Vite builds from src/web/saved.tsx. */
const SAVED = join(import.meta.dirname, '../../dist/saved');

/** One request: its spans and lines, what was measured around it, and both as a page to keep. */
export async function requestRoutes(app: Server, { backends }: { readonly backends: Endpoints }): Promise<void> {
  const reports = new Reports(backends);
  const common = { tags: ['requests'], params: RequestPath, querystring: RequestQuery };

  app.get(
    '/api/requests/:id',
    {
      schema: {
        ...common,
        summary: 'The spans, log lines and latency of one request',
        description: 'The same JSON as of "triptych trace ID --json". 20,000 spans and 10,000 log lines at most.',
        response: { 200: Request },
      },
    },
    // The serializer of the schema takes a second for 20,000 spans, and JSON.stringify 50 ms.
    async ({ params: { id }, query }, reply) =>
      reply
        .type('application/json; charset=utf-8')
        .serializer(JSON.stringify)
        .send(toJson(await reports.collect(id, query))),
  );

  app.get(
    '/api/requests/:id/metrics',
    {
      schema: {
        ...common,
        summary: 'What the services of one request measured around it',
        response: { 200: RequestMetrics },
      },
    },
    async ({ params: { id }, query }) =>
      collectMetrics(backends.prometheus, await reports.recent(id, query), BACKEND_SECONDS),
  );

  app.get(
    '/api/requests/:id/page',
    {
      schema: {
        ...common,
        summary: 'One request as one HTML file that opens without a network',
        response: { 200: { description: 'The file', content: { 'text/html': { schema: Type.String() } } } },
      },
    },
    async ({ params: { id }, query }, reply) => {
      const [script, style] = await Promise.all([read('saved.js'), read('saved.css')]);
      const report = await reports.recent(id, query);
      const metrics = await collectMetrics(backends.prometheus, report, BACKEND_SECONDS);
      return reply
        .type('text/html; charset=utf-8')
        .header('content-disposition', `attachment; filename="${savedName(id)}"`)
        .send(savedPage({ script, style }, { id, request: toJson(report), metrics }));
    },
  );
}

function read(name: string): Promise<string> {
  return readFile(join(SAVED, name), 'utf8').catch((cause) => {
    const detail = 'The page is not built. Run "npm run build -w services/console", then try again.';
    throw new ProblemError({ status: 503, code: 'page_not_built', detail, cause });
  });
}
