import { EventEmitter } from 'node:events';
import { Server, ServerCredentials, type ServerUnaryCall, type sendUnaryData } from '@grpc/grpc-js';
import {
  type Attribute,
  type Batch,
  type LogRecord,
  type Metric,
  readLogs,
  readMetrics,
  readTraces,
  type Span,
} from './otlp.ts';

export type Collector = Awaited<ReturnType<typeof startCollector>>;

/** Starts a gRPC server that keeps the OTLP it receives. With `hangs` it never answers. */
export async function startCollector({ port = 0, hangs = false } = {}) {
  const arrivals = new EventEmitter();
  const spans: Span[] = [];
  const records: LogRecord[] = [];
  const metrics: Metric[] = [];
  const resources: Record<string, Attribute[]> = {};
  const tracers = new Set<string>();
  const server = new Server();

  const take = <T>(signal: string, service: string, read: (bytes: Buffer) => Batch<T>[], all: T[]) => {
    const path = `/opentelemetry.proto.collector.${signal}.v1.${service}/Export`;
    const raw = (bytes: Buffer) => bytes;
    server.addService(
      {
        Export: {
          path,
          requestStream: false,
          responseStream: false,
          requestSerialize: raw,
          requestDeserialize: raw,
          responseSerialize: raw,
          responseDeserialize: raw,
        },
      },
      {
        Export({ request }: ServerUnaryCall<Buffer, Buffer>, answer: sendUnaryData<Buffer>) {
          if (!hangs) {
            for (const { resource, scopes, items } of read(request)) {
              if (signal === 'trace') for (const name of scopes) tracers.add(name);
              resources[signal] = resource.attributes;
              all.push(...items);
            }
            answer(null, Buffer.alloc(0));
          }
          arrivals.emit('arrival');
        },
      },
    );
  };
  take('trace', 'TraceService', readTraces, spans);
  take('logs', 'LogsService', readLogs, records);
  take('metrics', 'MetricsService', readMetrics, metrics);
  const bound = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), (error, found) =>
      error ? reject(error) : resolve(found),
    );
  });

  return {
    endpoint: `http://127.0.0.1:${bound}`,
    port: bound,
    spans,
    records,
    metrics,
    /** Attributes of the resource that last sent each signal: trace, logs, metrics. */
    resources,
    /** Names of the tracers that made spans. */
    tracers,
    /** Resolves once `condition` holds, checked after each arrival. */
    until(condition: () => boolean): Promise<void> {
      return new Promise((resolve) => {
        const look = () => {
          if (!condition()) return;
          arrivals.off('arrival', look);
          resolve();
        };
        arrivals.on('arrival', look);
        look();
      });
    },
    stop: () => server.forceShutdown(),
  };
}
