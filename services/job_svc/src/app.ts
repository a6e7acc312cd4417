import { type Faults, faultPlugin } from '@triptych/faults';
import { createServer, openapiPlugin, type Server, type Telemetry, telemetryPlugin } from '@triptych/telemetry';
import type { Connection } from './connection.ts';
import { deadLetterRoutes } from './routes/dead-letters.ts';
import { jobRoutes } from './routes/jobs.ts';

export interface Dependencies {
  readonly telemetry: Telemetry;
  readonly connection: Connection;
  readonly faults?: Faults | undefined;
}

export async function buildApp({ telemetry, connection, faults }: Dependencies): Promise<Server> {
  const app = createServer(telemetry);
  const queue = async () => connection.current().queue.depth();
  await app.register(telemetryPlugin, { telemetry, checks: { queue } });
  await app.register(openapiPlugin, { telemetry, description: 'Runs conversions as durable jobs.' });
  if (faults) await app.register(faultPlugin, { telemetry, faults });
  await app.register(jobRoutes, { telemetry, connection });
  await app.register(deadLetterRoutes, { telemetry, connection });
  return app;
}
