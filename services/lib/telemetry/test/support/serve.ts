// A service of one slow route, run as main.ts files do: port in argv.
import { telemetryPlugin } from '../../src/fastify/plugin.ts';
import { createServer } from '../../src/fastify/server.ts';
import { runService } from '../../src/run.ts';
import { startTelemetry } from '../../src/start.ts';

const telemetry = startTelemetry({ service: 'user_svc', version: '1.2.3', logLevel: 'info' });
const app = createServer(telemetry);
await app.register(telemetryPlugin, { telemetry });
const released = Promise.withResolvers<void>();
process.once('message', released.resolve);
app.get('/slow', async () => {
  process.send?.('asked');
  await released.promise;
  return 'done';
});
app.get('/crash', () => {
  setImmediate(() => {
    throw new Error('out of the blue');
  });
  return 'ok';
});
await runService({
  telemetry,
  app,
  config: { HOST: '127.0.0.1', PORT: Number(process.argv[2]), DRAIN_DELAY_SECONDS: 0.2 },
  close: async () => telemetry.logger.info({}, 'pictures expired'),
});
process.send?.((app.server.address() as { port: number }).port);
