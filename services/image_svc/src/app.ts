import { type Faults, faultPlugin } from '@triptych/faults';
import type { ObjectStore } from '@triptych/store';
import { createServer, openapiPlugin, type Server, type Telemetry, telemetryPlugin } from '@triptych/telemetry';
import type { Config } from './config.ts';
import { observeConversions } from './observe.ts';
import type { Pool } from './pool.ts';
import { convertRoutes } from './routes/convert.ts';

export interface Dependencies {
  readonly telemetry: Telemetry;
  readonly store: ObjectStore;
  readonly pool: Pool;
  readonly faults?: Faults | undefined;
}

export async function buildApp(config: Config, { telemetry, store, pool, faults }: Dependencies): Promise<Server> {
  const app = createServer(telemetry);
  await app.register(telemetryPlugin, { telemetry, checks: { store: () => store.check() } });
  await app.register(openapiPlugin, { telemetry, description: 'Converts pictures.' });
  if (faults) await app.register(faultPlugin, { telemetry, faults });
  await app.register(convertRoutes, {
    store,
    convert: observeConversions(pool, telemetry),
    maxBytes: config.MAX_PICTURE_BYTES,
  });
  return app;
}
