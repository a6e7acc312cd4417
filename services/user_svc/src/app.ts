import multipart from '@fastify/multipart';
import { type Faults, faultPlugin } from '@triptych/faults';
import { createServer, type Server, servicePlugin } from '@triptych/service';
import { type ObjectStore, toStoreProblem } from '@triptych/store';
import type { Telemetry } from '@triptych/telemetry';
import type { Config } from './config.ts';
import { MAX_FIELD_BYTES } from './form.ts';
import type { JobClient } from './job-client.ts';
import { conversionRoutes } from './routes/conversions.ts';
import { eventRoutes } from './routes/events.ts';
import { resultRoutes } from './routes/result.ts';

export interface Dependencies {
  readonly telemetry: Telemetry;
  readonly store: ObjectStore;
  readonly jobs: JobClient;
  readonly faults?: Faults | undefined;
}

export async function buildApp(config: Config, { telemetry, store, jobs, faults }: Dependencies): Promise<Server> {
  const app = createServer(telemetry);
  await app.register(servicePlugin, {
    telemetry,
    description: 'Uploads pictures, follows their conversion and hands out the results.',
    checks: { store: () => store.check(), job_svc: () => jobs.check() },
    toProblem: toStoreProblem,
  });
  if (faults) await app.register(faultPlugin, { telemetry, faults });
  await app.register(multipart, {
    limits: { fileSize: config.MAX_PICTURE_BYTES, files: 1, fields: 16, fieldSize: MAX_FIELD_BYTES, parts: 17 },
  });
  await app.register(conversionRoutes, { telemetry, store, jobs, maxBytes: config.MAX_PICTURE_BYTES });
  await app.register(eventRoutes, { telemetry, jobs });
  await app.register(resultRoutes, { store, jobs });
  return app;
}
