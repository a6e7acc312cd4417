import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePort } from '@triptych/telemetry/testing';
import { cached } from './cached.ts';
import { until } from './until.ts';
import { virtualEnvironment } from './virtual-environment.ts';

const folder = join(import.meta.dirname, '../peers');

/** The names of two services that know nothing of Triptych: shop, in Go, asks stock, in Python. */
export const PEERS = ['shop', 'stock'] as const;

/** Both services as processes that send their telemetry to a stack. */
export interface Peers extends AsyncDisposable {
  /** Asks the shop for an item, and resolves to the status: 200 for `oak`; 502 for `broken`, for which stock fails. */
  visit(item: string): Promise<number>;
}

/** Where and how an SDK sends its telemetry: variables of docs/your-service.md. */
export type Exporter = Readonly<Record<`OTEL_EXPORTER_OTLP_${string}`, string>>;

/** Builds both services, starts them, and waits until they answer. */
export async function startPeers(exporter: Exporter): Promise<Peers> {
  await using started = new AsyncDisposableStack();
  const requirements = join(folder, 'python/requirements.txt');
  const [shop, bin] = await Promise.all([buildShop(), virtualEnvironment('peers', requirements)]);
  const [shopPort, stockPort] = [await freePort(), await freePort()];
  const stock = [join(bin, 'opentelemetry-instrument'), join(bin, 'python'), join(folder, 'python/stock.py')];
  const logging = {
    OTEL_PYTHON_LOGGING_AUTO_INSTRUMENTATION_ENABLED: 'true',
    // Without it, Flask's instrumentation uses the names of attributes that were in use before 2023.
    OTEL_SEMCONV_STABILITY_OPT_IN: 'http',
  };
  started.use(await startProgram(stock, stockPort, { ...telemetryOf('stock'), ...exporter, ...logging }));
  const stockUrl = { STOCK_URL: `http://127.0.0.1:${stockPort}` };
  started.use(await startProgram([shop], shopPort, { ...telemetryOf('shop'), ...exporter, ...stockUrl }));
  const all = started.move();
  return {
    async visit(item) {
      const reply = await fetch(`http://127.0.0.1:${shopPort}/frames/${item}`);
      await reply.arrayBuffer();
      return reply.status;
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

/** Visits of the shop, five times a second until they are disposed of. */
export interface Visits extends AsyncDisposable {
  /** What each visit asks for. */
  item: string;
}

/** Begins to visit the shop, and asks for `oak`. */
export function keepVisiting(peers: Peers): Visits {
  const ending = new AbortController();
  const visits = {
    item: 'oak',
    async [Symbol.asyncDispose]() {
      ending.abort();
      await all;
    },
  };
  const all = (async () => {
    while (!ending.signal.aborted) {
      await peers.visit(visits.item);
      await delay(200);
    }
  })();
  return visits;
}

/** The variables of OpenTelemetry that every SDK reads: docs/your-service.md. */
const telemetryOf = (name: (typeof PEERS)[number]) => ({
  OTEL_SERVICE_NAME: name,
  OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
  OTEL_LOGS_EXPORTER: 'otlp',
  OTEL_RESOURCE_ATTRIBUTES: `service.version=1.2.0,deployment.environment.name=test,service.instance.id=${name}-1`,
});

/** The path of the shop, which is built once for each version of its source. */
async function buildShop(): Promise<string> {
  const source = join(folder, 'go');
  const version = createHash('sha256');
  for (const file of ['main.go', 'go.mod', 'go.sum']) version.update(await readFile(join(source, file)));
  const program = (into: string) => join(into, 'shop');
  const built = await cached('peers-go', version, async (into) => {
    await promisify(execFile)('go', ['build', '-o', program(into), '.'], { cwd: source, timeout: 600_000 });
  });
  return program(built);
}

async function startProgram(
  [program = '', ...args]: readonly string[],
  port: number,
  env: Readonly<Record<string, string>>,
): Promise<AsyncDisposable> {
  const inherited = { PATH: process.env.PATH, PORT: `${port}` };
  const child = spawn(program, args, { env: { ...inherited, ...env }, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said = `${said}${chunk}`.slice(-4000);
  });
  const ended = once(child, 'exit');
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  const answer = () => fetch(`http://127.0.0.1:${port}/`);
  try {
    await Promise.race([
      until(`an answer of ${program}`, answer, () => true),
      ended.then(([code]) => Promise.reject(new Error(`${program} ended with ${code}: ${said}`))),
    ]);
  } catch (error) {
    await stop();
    throw error;
  }
  return { [Symbol.asyncDispose]: stop };
}
