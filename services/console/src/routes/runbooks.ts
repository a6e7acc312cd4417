import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ProblemError } from '@triptych/contracts';
import type { Server } from '@triptych/service';
import { Type } from 'typebox';

const RUNBOOKS = resolve(import.meta.dirname, '../../dist/runbooks');

/** The runbooks as text, for alerts whose link is a path in the repository. The build of the page copies them. */
export async function runbookRoutes(
  app: Server,
  { folder = RUNBOOKS }: { readonly folder?: string } = {},
): Promise<void> {
  app.get(
    '/runbooks/:name',
    {
      schema: {
        summary: 'The runbook of an alert, as Markdown',
        params: Type.Object({ name: Type.String({ pattern: '^[A-Za-z]+\\.md$' }) }),
        response: { 200: { description: 'The runbook', content: { 'text/plain': { schema: Type.String() } } } },
      },
    },
    async ({ params: { name } }, reply) => {
      const text = await readFile(resolve(folder, name), 'utf8').catch((cause) => {
        const detail = `The console has no runbook ${name}. It is in docs/runbooks of the repository.`;
        throw new ProblemError({ status: 404, code: 'runbook_not_found', detail, cause });
      });
      return reply.type('text/plain; charset=utf-8').send(text);
    },
  );
}
