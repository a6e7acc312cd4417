import { problemReplies, type Server } from '@triptych/service';
import { Type } from 'typebox';
import { ActiveFault } from './fault.ts';
import type { Registry } from './registry.ts';

export interface FaultRoutesOptions {
  readonly faults: Registry;
}

const ActiveFaults = Type.Object({ faults: Type.Array(ActiveFault) });
const Seconds = Type.Integer({ minimum: 1, maximum: 3600, description: 'After which it ends by itself' });
const ByName = Type.Object({ name: Type.String() });
const Ended = Type.Null({ description: 'None is active any more' });

const config = { quiet: true };
const tags = ['operations'];

/** Which faults are active; one route for each that starts it; two that end them. */
export async function faultRoutes(app: Server, { faults }: FaultRoutesOptions): Promise<void> {
  // JSON alone: a browser asks first before it sends that for a page of another site, and is not answered.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, app.getDefaultJsonParser('error', 'error'));

  app.get(
    '/faults',
    { config, schema: { tags, summary: 'What is made to go wrong now', response: { 200: ActiveFaults } } },
    async () => ({ faults: faults.active() }),
  );

  for (const { name, summary, options } of faults.known()) {
    const body = Type.Object({ ...options, seconds: Seconds }, { additionalProperties: false });
    app.put(
      `/faults/${name}`,
      { config, schema: { tags, summary, body, response: { 200: ActiveFault, ...problemReplies } } },
      async (request) => {
        const { seconds, ...given } = request.body;
        return faults.start(name, given, seconds);
      },
    );
  }

  // Those that are known have a route: for any other this says which they are.
  app.put('/faults/:name', { config, schema: { hide: true, params: ByName } }, async ({ params }) => {
    faults.find(params.name);
  });

  app.delete(
    '/faults/:name',
    {
      config,
      schema: { tags, summary: 'End a fault', params: ByName, response: { 204: Ended, ...problemReplies } },
    },
    async ({ params }, reply) => {
      faults.end(params.name);
      return reply.code(204).send(null);
    },
  );

  app.delete(
    '/faults',
    { config, schema: { tags, summary: 'End all faults', response: { 204: Ended } } },
    async (_request, reply) => {
      faults.end();
      return reply.code(204).send(null);
    },
  );
}
