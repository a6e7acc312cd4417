import { createServer, type Server, servicePlugin } from '@triptych/service';
import type { Telemetry } from '@triptych/telemetry';
import { accessPlugin } from './access/access.ts';
import { headersPlugin } from './access/headers.ts';
import { limitsPlugin } from './access/limits.ts';
import { backendsOf } from './backends.ts';
import type { Config } from './config.ts';
import { toProblem } from './problems.ts';
import { quietReads } from './quiet-reads.ts';
import { convertRoutes } from './routes/convert.ts';
import { exploreRoutes } from './routes/explore.ts';
import { nowRoutes } from './routes/now.ts';
import { pageRoutes } from './routes/page.ts';
import { requestRoutes } from './routes/requests.ts';
import { runbookRoutes } from './routes/runbooks.ts';
import { sessionRoutes } from './routes/session.ts';
import { settingsRoutes } from './routes/settings.ts';
import { spanRoutes } from './routes/spans.ts';

export interface Dependencies {
  readonly telemetry: Telemetry;
}

export async function buildApp(config: Config, { telemetry }: Dependencies): Promise<Server> {
  const app = createServer(telemetry);
  const backends = backendsOf(config);
  quietReads(app);
  await app.register(headersPlugin);
  await app.register(accessPlugin, { config });
  await app.register(limitsPlugin, { perMinute: config.CONSOLE_REQUESTS_PER_MINUTE });
  await app.register(servicePlugin, {
    telemetry,
    description: 'Shows one request as three panels, and what the system does now.',
    toProblem,
  });
  await app.register(requestRoutes, { backends });
  await app.register(nowRoutes, { backends });
  await app.register(runbookRoutes);
  await app.register(exploreRoutes, { backends });
  await app.register(convertRoutes, { backends });
  await app.register(spanRoutes, { telemetry });
  await app.register(sessionRoutes);
  await app.register(settingsRoutes, { config, version: telemetry.version });
  await app.register(pageRoutes);
  return app;
}
