import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@triptych/telemetry/testing';
import { parse } from 'yaml';
import { programFile, repository } from '../../support/programs.ts';
import { until } from './until.ts';

/** A Collector that a test has started as a process, beside those of a stack. */
export interface CollectorProcess extends AsyncDisposable {
  /** HOST:PORT of each receiver. */
  readonly grpc: string;
  readonly http: string;
  /** The end of its log. */
  log(): string;
}

/** A file of collector/. */
export const collectorFile = (name: string) => join(repository, 'collector', `${name}.yaml`);

/** The configuration of collector/gateway.yaml, in front of Collectors on this machine. */
export async function gatewayTo(behind: readonly CollectorProcess[]): Promise<GatewayConfig> {
  const config = parse(await readFile(collectorFile('gateway'), 'utf8'), { merge: true }) as GatewayConfig;
  const resolver = { static: { hostnames: behind.map(({ grpc }) => grpc) } };
  for (const name of ['traces', 'resources'])
    config.exporters[`load_balancing/${name}`] = { ...config.exporters[`load_balancing/${name}`], resolver };
  return config;
}

interface GatewayConfig {
  readonly exporters: Record<string, object>;
  readonly service: { readonly pipelines: { readonly traces: { readonly exporters: string[] } } };
}

/** Starts the Collector with the components of clusters and waits until it is ready. It has ports and a folder of its own. */
export async function startCollector(
  configs: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<CollectorProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'triptych-otelcol-'));
  const free = async () => `127.0.0.1:${await freePort()}`;
  const { OTELCOL_GRPC_ENDPOINT: grpc = await free(), OTELCOL_HTTP_ENDPOINT: http = await free() } = env;
  const health = await free();
  const variables = {
    OTELCOL_GRPC_ENDPOINT: grpc,
    OTELCOL_HTTP_ENDPOINT: http,
    OTELCOL_HEALTH_ENDPOINT: health,
    OTELCOL_DATA_DIR: folder,
  };
  const process = spawn(
    programFile('otelcol_cluster'),
    configs.flatMap((file) => ['--config', file]),
    {
      env: { ...variables, ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  let log = '';
  process.stderr.on('data', (chunk: Buffer) => {
    log = `${log}${chunk}`.slice(-4000);
  });
  const ended = once(process, 'exit');
  const stop = async () => {
    if (process.exitCode === null && process.signalCode === null) process.kill('SIGTERM');
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await Promise.race([
      until(
        'a ready Collector',
        () => fetch(`http://${health}/`),
        ({ ok }) => ok,
      ),
      ended.then(() => Promise.reject(new Error(`the Collector ended: ${log}`))),
    ]);
  } catch (error) {
    await stop();
    throw error;
  }
  return { grpc, http, log: () => log, [Symbol.asyncDispose]: stop };
}
