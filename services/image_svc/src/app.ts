import { type Faults, faultPlugin } from '@triptych/faults';
import { createServer, type Server, servicePlugin } from '@triptych/service';
import type { ObjectStore } from '@triptych/store';
import type { Telemetry } from '@triptych/telemetry';
import type { Config } from './config.ts';
import { observeConversions } from './observe-conversions.ts';
import type { Pool } from './pool/pool.ts';
import { toProblem } from './problems.ts';
import { convertRoutes } from './routes/convert.ts';

export interface Dependencies {
  readonly telemetry: Telemetry;
  readonly store: ObjectStore;
  readonly pool: Pool;
  readonly faults?: Faults | undefined;
}

export async function buildApp(config: Config, { telemetry, store, pool, faults }: Dependencies): Promise<Server> {
  const app = createServer(telemetry);
  await app.register(servicePlugin, {
    telemetry,
    description: 'Converts pictures.',
    checks: { store: () => store.check() },
    toProblem,
  });
  if (faults) await app.register(faultPlugin, { telemetry, faults });
  await app.register(convertRoutes, {
    store,
    conversions: observeConversions(pool, telemetry),
    maxBytes: config.MAX_PICTURE_BYTES,
  });
  return app;
}
