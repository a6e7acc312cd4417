import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '@triptych/telemetry/testing';
import type { Load } from '../support/load.ts';
import type { Options } from '../support/options.ts';
import { Sink } from '../support/sink/sink.ts';
import { ServerProcess } from './server-process.ts';
import type { Side } from './sides.ts';

const CONNECTIONS = 20;
/** After the load, until the last batches have left: their CPU belongs to the requests. */
const SETTLE_MILLIS = 700;

export interface Sample {
  readonly requestsPerSecond: number;
  readonly p99Millis: number;
  readonly cpuMicrosPerRequest: number;
  /** Share of its core that the server used during the load; far below 1, the server was not the limit. */
  readonly busy: number;
  readonly rssMegabytes: number;
  /** Of the whole life of the server: requests that it answered, and what the Collector got of them. */
  readonly requests: number;
  readonly spans: number;
  readonly lines: number;
  /** Lines on stdout. */
  readonly printed: number;
  /** What the server itself counts as dropped while the load ran. */
  readonly dropped: number | undefined;
  readonly bytesPerRequest: number;
}

/** Starts a fresh server, warms it up, puts load on it for about that many seconds, and stops it. */
export async function measure(side: Side, flags: readonly string[], load: Load, times: Times): Promise<Sample> {
  using sink = side.collector === 'sink' ? await Sink.start() : undefined;
  const endpoint = sink?.endpoint ?? `http://127.0.0.1:${await freePort()}`;
  const server = await ServerProcess.start(side, flags, endpoint);
  const rate = await load.warmUp(server.url, CONNECTIONS, times.warmUp);
  const before = await server.usage();
  const amount = Math.max(CONNECTIONS, Math.round(rate * times.seconds));
  const result = await load.send({ url: server.url, connections: CONNECTIONS, amount });
  if (result.failed > 0) throw new Error(`"${side.name}" refused ${result.failed} of ${result.requests} requests`);
  const loaded = await server.usage();
  await delay(SETTLE_MILLIS);
  const { dropped, cpuMicros } = await server.usage();
  const { served, printed } = await server.stop();
  const { spans, lines, bytes } = (await sink?.received()) ?? { spans: 0, lines: 0, bytes: 0 };
  return {
    requestsPerSecond: result.requests / result.seconds,
    p99Millis: result.p99Millis,
    cpuMicrosPerRequest: (cpuMicros - before.cpuMicros) / result.requests,
    busy: (loaded.cpuMicros - before.cpuMicros) / 1e6 / result.seconds,
    rssMegabytes: loaded.rssBytes / 1e6,
    requests: served,
    spans,
    lines,
    printed,
    dropped,
    bytesPerRequest: bytes / served,
  };
}

export interface Times {
  readonly seconds: number;
  /** Both are reached before the measurement. */
  readonly warmUp: { readonly seconds: number; readonly requests: number };
}

/**
 * The optimizing compiler of V8 needs tens of thousands of requests: our server took 183 and 146 µs for each of the first
 * 19,000, and 80 to 115 after 40,000.
 */
export function timesOf({ seconds, smoke }: Pick<Options, 'seconds' | 'smoke'>): Times {
  return { seconds, warmUp: smoke ? { seconds: 0.1, requests: 200 } : { seconds: 1, requests: 40_000 } };
}
