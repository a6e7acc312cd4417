import { fastifyOptions, startTelemetry, telemetryPlugin } from '@triptych/telemetry';
import Fastify from 'fastify';
import pino from 'pino';

const { MODE } = process.env;
let app, telemetry;
if (MODE === 'bare') {
  const log = pino({ level: 'info' });
  app = Fastify();
  app.get('/', async () => {
    log.info({ n: 1 }, 'job created');
    return { ok: true };
  });
} else {
  telemetry = startTelemetry({ service: 'bench', version: '0', logLevel: 'info', shutdownMillis: 1000 });
  app = Fastify(fastifyOptions(telemetry));
  await app.register(telemetryPlugin, { telemetry });
  app.get('/', async () => {
    telemetry.logger.info({ n: 1 }, 'job created');
    return { ok: true };
  });
}
process.send(await app.listen({ host: '127.0.0.1', port: 0 }));
let c0;
process.on('message', async (m) => {
  if (m === 'start') c0 = process.cpuUsage();
  else if (m === 'stop') {
    const c = process.cpuUsage(c0);
    process.send({ cpu: c.user + c.system, rss: process.memoryUsage.rss() });
  } else {
    const t = await telemetry?.metrics.registry
      .getSingleMetricAsString('triptych_telemetry_dropped_total')
      .catch(() => '');
    process.send(t ?? '');
    await telemetry?.shutdown();
    process.exit(0);
  }
});
