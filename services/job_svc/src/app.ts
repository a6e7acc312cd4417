import { type Faults, faultPlugin } from '@triptych/faults';
import { createServer, type Server, servicePlugin } from '@triptych/service';
import type { Telemetry } from '@triptych/telemetry';
import type { Connection } from './connection.ts';
import { toProblem } from './queue-errors.ts';
import { deadLetterRoutes } from './routes/dead-letters.ts';
import { jobRoutes } from './routes/jobs.ts';

export interface Dependencies {
  readonly telemetry: Telemetry;
  readonly connection: Connection;
  readonly faults?: Faults | undefined;
}

export async function buildApp({ telemetry, connection, faults }: Dependencies): Promise<Server> {
  const app = createServer(telemetry);
  await app.register(servicePlugin, {
    telemetry,
    description: 'Runs conversions as durable jobs.',
    checks: { queue: async () => connection.current().queue.depth() },
    toProblem,
  });
  if (faults) await app.register(faultPlugin, { telemetry, faults });
  await app.register(jobRoutes, { telemetry, connection });
  await app.register(deadLetterRoutes, { telemetry, connection });
  return app;
}
