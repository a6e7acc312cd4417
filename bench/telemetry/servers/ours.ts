// The same route with the telemetry of our services. The environment says where it goes.
import { fastifyOptions, startTelemetry, telemetryPlugin } from '@triptych/telemetry';
import Fastify from 'fastify';
import { serve } from './serve.ts';

const telemetry = startTelemetry({
  service: 'bench',
  version: '0',
  logLevel: 'info',
  shutdownMillis: Number(process.env.SHUTDOWN_MILLIS ?? 5000),
});
let served = 0;
const app = Fastify(fastifyOptions(telemetry));
await app.register(telemetryPlugin, { telemetry });
app.get('/', async () => {
  served += 1;
  telemetry.logger.info({ n: 1 }, 'job created');
  return { ok: true };
});
await serve(app, {
  served: () => served,
  async dropped() {
    const metrics = await telemetry.metrics.registry.getMetricsAsJSON();
    // Written here because this file also runs on older versions, which have another catalogue.
    const { values = [] } = metrics.find(({ name }) => /^telemetry_dropped(_total)?$/.test(name)) ?? {};
    return values.reduce((sum, { value }) => sum + value, 0);
  },
  shutdown: () => telemetry.shutdown(),
});
