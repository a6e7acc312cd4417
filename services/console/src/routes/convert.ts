import type { Endpoints } from '@triptych/client/endpoints';
import { Conversion } from '@triptych/contracts';
import type { Server } from '@triptych/service';
import { Type } from 'typebox';
import { userSvcProxy } from '../convert/user-svc-proxy.ts';

const ConversionPath = Type.Object({ id: Type.String({ format: 'uuid' }) });
const tags = ['conversions'];

/** The conversions of user_svc, at the same paths. Refusals and limits are those of user_svc. */
export async function convertRoutes(app: Server, { backends }: { readonly backends: Endpoints }): Promise<void> {
  const proxy = await userSvcProxy(app, backends.userSvc);
  app.addSchema(Conversion);

  app.post(
    '/v1/conversions',
    {
      schema: { tags, summary: 'Create a conversion: upload a picture to user_svc', response: { 202: Conversion } },
    },
    (_request, reply) => proxy(reply),
  );
  const reads = {
    '': 'Get a conversion',
    '/events': 'Follow a conversion through server-sent events',
    '/result': 'Get the converted picture',
  };
  for (const [path, summary] of Object.entries(reads)) {
    app.get(`/v1/conversions/:id${path}`, { schema: { tags, summary, params: ConversionPath } }, (_request, reply) =>
      proxy(reply),
    );
  }
}
