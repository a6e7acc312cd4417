import { randomUUID } from 'node:crypto';
import type { CreateJobRequest, Job } from '@triptych/contracts';
import { type Capture, captureTelemetry } from '@triptych/telemetry/testing';
import { buildApp } from '../../src/app.ts';
import { imageClient } from '../../src/attempt.ts';
import { type Connection, keepConnected } from '../../src/connection.ts';
import { observeQueue } from '../../src/observe-queue.ts';
import { createWorker } from '../../src/worker.ts';
import { type FakeImageSvc, fakeImageSvc } from './image-svc.ts';
import { type Postgres, startPostgres } from './postgres.ts';

export interface Service {
  readonly base: string;
  readonly capture: Capture;
  readonly connection: Connection;
  readonly image: FakeImageSvc;
  readonly postgres: Postgres;
  post(body: unknown, headers?: Record<string, string>): Promise<Response>;
  /** Creates a job; rejects when it is not accepted. */
  create(request: CreateJobRequest, headers?: Record<string, string>): Promise<Job>;
  get(id: string, query?: string): Promise<Job>;
  /** Resolves to the job once it is finished. */
  finished(id: string): Promise<Job>;
  stop(): Promise<void>;
}

/** Starts job_svc, composed as in main.ts, with a new PostgreSQL and a fake image_svc. Once in a process. */
export async function startService(options: { retryLimit?: number; queryMillis?: number } = {}): Promise<Service> {
  const [postgres, image] = await Promise.all([startPostgres(), fakeImageSvc()]);
  const capture = captureTelemetry('job_svc');
  const { telemetry } = capture;
  const connection = keepConnected(
    {
      databaseUrl: postgres.url,
      concurrency: 4,
      attemptDeadlineSeconds: 5,
      retryLimit: options.retryLimit ?? 2,
      retryDelaySeconds: 1,
      retentionSeconds: 3600,
      ...(options.queryMillis && { queryMillis: options.queryMillis }),
      logger: telemetry.logger,
    },
    createWorker(imageClient(image.url, 5), telemetry),
  );
  observeQueue(telemetry, connection);
  const app = await buildApp({ telemetry, connection });
  const base = await app.listen({ host: '127.0.0.1', port: 0 });
  await capture.until(() => capture.lines().some(({ message }) => message === 'queue available'));

  const service: Service = {
    base,
    capture,
    connection,
    image,
    postgres,
    post: (body, headers = {}) =>
      fetch(`${base}/v1/jobs`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      }),
    async create(request, headers) {
      const reply = await service.post(request, headers);
      if (reply.status !== 201) throw new Error(`${reply.status}: ${await reply.text()}`);
      return (await reply.json()) as Job;
    },
    async get(id, query = '') {
      const reply = await fetch(`${base}/v1/jobs/${id}${query}`);
      if (!reply.ok) throw new Error(`${reply.status}: ${await reply.text()}`);
      return (await reply.json()) as Job;
    },
    async finished(id) {
      let job = await service.get(id);
      while (job.status !== 'succeeded' && job.status !== 'failed') {
        job = await service.get(id, `?unless=${job.status}&wait=20`);
      }
      return job;
    },
    async stop() {
      app.draining = true;
      await app.close();
      await connection.stop();
      await Promise.all([image.close(), postgres.remove(), telemetry.shutdown()]);
    },
  };
  return service;
}

/** A request that no other test makes. */
export function newRequest(): CreateJobRequest {
  const name = randomUUID();
  return { source: `sources/${name}`, target: `results/${name}`, format: 'webp', width: 30 };
}
