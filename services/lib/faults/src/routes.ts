import type { Server } from '@triptych/service';
import { Type } from 'typebox';
import { ActiveFault } from './fault.ts';
import type { Registry } from './registry.ts';

export interface FaultRoutesOptions {
  readonly faults: Registry;
}

const ActiveFaults = Type.Object({ faults: Type.Array(ActiveFault) });
const Seconds = Type.Integer({ minimum: 1, maximum: 3600, description: 'Seconds until the fault ends by itself' });
const ByName = Type.Object({ name: Type.String() });
const Ended = Type.Null({ description: 'No such fault is active' });

const config = { quiet: true };
const tags = ['operations'];

/** Adds a route that lists active faults, one route for each fault that starts it, and two routes that end faults. */
export async function faultRoutes(app: Server, { faults }: FaultRoutesOptions): Promise<void> {
  // Only JSON: before a browser sends JSON for a page of another site it makes a CORS preflight, which gets no consent.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, app.getDefaultJsonParser('error', 'error'));

  app.get(
    '/faults',
    { config, schema: { tags, summary: 'List active faults', response: { 200: ActiveFaults } } },
    async () => ({ faults: faults.active() }),
  );

  for (const { name, summary, options } of faults.known()) {
    const body = Type.Object({ ...options, seconds: Seconds }, { additionalProperties: false });
    app.put(
      `/faults/${name}`,
      { config, schema: { tags, summary, body, response: { 200: ActiveFault } } },
      async (request) => {
        const { seconds, ...given } = request.body;
        return faults.start(name, given, seconds);
      },
    );
  }

  // Known faults have their own route. For any other name this route answers with the list of known faults.
  app.put('/faults/:name', { config, schema: { hide: true, params: ByName } }, async ({ params }) => {
    faults.find(params.name);
  });

  app.delete(
    '/faults/:name',
    {
      config,
      schema: { tags, summary: 'End a fault', params: ByName, response: { 204: Ended } },
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
