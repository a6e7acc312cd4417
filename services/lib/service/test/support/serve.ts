// A service with one slow route, run as in a main.ts: the port is in argv. With STARTS=false its start fails.
import type { AddressInfo } from 'node:net';
import { Type } from 'typebox';
import { processSettings, readConfig } from '../../src/config.ts';
import { servicePlugin } from '../../src/plugin.ts';
import { runService } from '../../src/run.ts';
import { createServer } from '../../src/server.ts';

const released = Promise.withResolvers<void>();
process.once('message', released.resolve);

await runService({
  name: 'user_svc',
  version: '1.2.3',
  config: readConfig(Type.Object(processSettings(0)), {
    ...process.env,
    PORT: process.argv[2],
    DRAIN_DELAY_SECONDS: '0.2',
  }),
  async start(telemetry) {
    if (process.env.STARTS === 'false') throw new Error('the database is away');
    const app = createServer(telemetry);
    await app.register(servicePlugin, { telemetry, description: 'A service for tests.' });
    app.addHook('onListen', async () => void process.send?.((app.server.address() as AddressInfo).port));
    app.get('/slow', async () => {
      process.send?.('asked');
      await released.promise;
      return 'done';
    });
    app.get<{ Querystring: { millis: number } }>('/block', async ({ query: { millis } }) => {
      process.send?.('blocked');
      const until = performance.now() + Number(millis);
      while (performance.now() < until);
      return 'done';
    });
    app.get<{ Querystring: { url: string } }>('/call', async ({ query, log }) => {
      log.debug('called');
      return (await fetch(query.url)).status;
    });
    app.get('/crash', () => {
      setImmediate(() => {
        throw new Error('out of the blue');
      });
      return 'ok';
    });
    return { app, close: async () => telemetry.logger.info({}, 'pictures expired') };
  },
});
