import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { freePort } from '@triptych/telemetry/testing';

/**
 * What telemetry costs a light route with one log line: requests per second with the plugin over requests per second
 * of the same Fastify route without, in the same run. The Collector is away, which is the most it can cost: every span
 * and line is kept and tried again.
 */
const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '5' }, rounds: { type: 'string', default: '3' } },
});
const CONNECTIONS = 20;

const server = `
  import Fastify from 'fastify';
  import pino from 'pino';
  import { fastifyOptions, startTelemetry, telemetryPlugin } from '@triptych/telemetry';
  const { MODE } = process.env;
  let app;
  if (MODE === 'bare') {
    const log = pino({ level: 'info' });
    app = Fastify();
    app.get('/', async () => { log.info({ n: 1 }, 'job created'); return { ok: true }; });
  } else {
    const telemetry = startTelemetry({ service: 'bench', version: '0', logLevel: 'info', shutdownMillis: 100 });
    app = Fastify(fastifyOptions(telemetry));
    await app.register(telemetryPlugin, { telemetry });
    app.get('/', async () => { telemetry.logger.info({ n: 1 }, 'job created'); return { ok: true }; });
  }
  process.send(await app.listen({ host: '127.0.0.1', port: 0 }));
  process.on('SIGTERM', () => process.exit(0));
`;

/** Requests per second that a fresh process answers to a fixed number of clients. */
async function measure(mode: string): Promise<number> {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', server], {
    cwd: new URL('../services/lib/telemetry', import.meta.url),
    env: {
      ...process.env,
      MODE: mode,
      NODE_ENV: 'production',
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${await freePort()}`,
    },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const [url] = (await once(child, 'message')) as [string];
  await load(url, 1);
  const rate = await load(url, Number(values.seconds));
  child.kill();
  await once(child, 'exit');
  return rate;
}

async function load(url: string, seconds: number): Promise<number> {
  const end = performance.now() + seconds * 1000;
  let requests = 0;
  const client = async () => {
    while (performance.now() < end) {
      await (await fetch(url)).arrayBuffer();
      requests += 1;
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, client));
  return requests / seconds;
}

const write = (line: string) => process.stdout.write(`${line}\n`);
write('round    bare  plugin  ratio');
for (let round = 1; round <= Number(values.rounds); round++) {
  const [bare, plugin] = [await measure('bare'), await measure('plugin')];
  write(
    `${String(round).padStart(5)}  ${bare.toFixed(0).padStart(6)}  ${plugin.toFixed(0).padStart(6)}  ${(plugin / bare).toFixed(2).padStart(5)}`,
  );
}
