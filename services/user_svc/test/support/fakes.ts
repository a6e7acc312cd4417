import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type ConversionResult, type CreateJobRequest, type Job, ProblemError } from '@triptych/contracts';
import { folderStore, type ObjectStore } from '@triptych/store';
import { type Capture, captureTelemetry } from '@triptych/telemetry/testing';
import { buildApp } from '../../src/app.ts';
import { loadConfig } from '../../src/config.ts';
import type { JobClient } from '../../src/job-client.ts';

export const MAX_BYTES = 100_000;
/** The beginning of a JPEG, the only part that user_svc reads. */
export const JPEG = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(9_996, 7)]);
export const RESULT: ConversionResult = {
  input: { format: 'jpeg', width: 60, height: 40, bytes: JPEG.length },
  output: { format: 'webp', width: 30, height: 20, bytes: 9, content_type: 'image/webp', sha256: 'ab'.repeat(32) },
  duration_seconds: 0.01,
};

export type FakeJobs = ReturnType<typeof fakeJobs>;

/** job_svc in memory. Jobs do not change until `change` is called. */
export function fakeJobs() {
  const jobs = new Map<string, Job>();
  const changes = new EventEmitter().setMaxListeners(0);
  let refusal: Error | undefined;
  let pace = 1;
  let latencyMillis = 0;
  const find = (id: string) => {
    const job = jobs.get(id);
    if (!job) throw new ProblemError({ status: 404, code: 'job_not_found', detail: `There is no job ${id}.` });
    return job;
  };
  const client: JobClient = {
    async create(request) {
      if (refusal) throw refusal;
      return add({ request });
    },
    async get(id, { unless, wait = 0 } = {}, signal) {
      if (refusal) throw refusal;
      await delay(latencyMillis, undefined, { ...(signal && { signal }) });
      if (wait > 0 && find(id).status === unless) {
        const timeUp = AbortSignal.timeout((wait * 1000) / pace);
        await once(changes, id, { signal: signal ? AbortSignal.any([signal, timeUp]) : timeUp }).catch((error) => {
          if (!timeUp.aborted) throw error;
        });
      }
      return find(id);
    },
    async check() {
      if (refusal) throw refusal;
    },
  };
  function add(job: Partial<Job> & { request: CreateJobRequest }): Job {
    const made: Job = {
      id: randomUUID(),
      status: 'queued',
      request_id: 'abc-123-def',
      attempts: 0,
      created_at: new Date().toISOString(),
      ...job,
    };
    jobs.set(made.id, made);
    return made;
  }
  return {
    client,
    add,
    all: () => [...jobs.values()],
    change(id: string, to: Partial<Job>) {
      jobs.set(id, { ...find(id), ...to });
      changes.emit(id);
    },
    /** Makes the seconds that `get` waits `factor` times as short. */
    hurry(factor: number) {
      pace = factor;
    },
    /** Delays every later `get`. */
    slow(millis: number) {
      latencyMillis = millis;
    },
    /** Makes every later call fail with `error`; undefined ends that. */
    refuse(error: Error | undefined) {
      refusal = error;
    },
  };
}

export type Service = Awaited<ReturnType<typeof startService>>;

let capture: Capture | undefined;

/** Starts user_svc with a fake job_svc and a store in a temporary folder. */
export async function startService() {
  capture ??= captureTelemetry('user_svc');
  const folder = await mkdtemp(join(tmpdir(), 'user-svc-'));
  const files = folderStore(folder);
  const deletions = new EventEmitter();
  const store: ObjectStore = {
    ...files,
    async delete(key) {
      await files.delete(key);
      deletions.emit('deleted', key);
    },
  };
  const jobs = fakeJobs();
  const config = loadConfig({ MAX_PICTURE_BYTES: String(MAX_BYTES), STORE_DIR: folder });
  const app = await buildApp(config, { telemetry: capture.telemetry, store, jobs: jobs.client });
  const base = await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    app,
    base,
    capture,
    jobs,
    store,
    /** Emits `deleted` with the key of each object that is deleted. */
    deletions,
    url: `${base}/v1/conversions`,
    /** Names of all files in the store, including unfinished ones. */
    async stored(): Promise<string[]> {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true });
      return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    },
    async stop() {
      await app.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
