import { setTimeout as delay } from 'node:timers/promises';
import { type Conversion, IN_FLIGHT } from '../conversion/subject.ts';
import type { Load } from '../support/load.ts';
import type { Services } from './services.ts';

export interface Throughput {
  readonly uploads: number;
  /** Jobs that succeeded meanwhile. */
  readonly jobs: number;
  /** From the first upload to the end of the last job. */
  readonly jobsPerSecond: number;
  /** Of image_svc alone, with the same pictures. */
  readonly directPerSecond: number;
}

const UPLOADS_IN_FLIGHT = 8;
const POLL_MILLIS = 100;
/** Longest time without a job that ends. */
const STUCK_MILLIS = 30_000;

/** Uploads as fast as user_svc accepts and waits until all jobs are done; then image_svc alone does as many conversions. */
export async function measureThroughput(
  services: Services,
  { picture, options }: Conversion,
  load: Load,
  amount: number,
): Promise<Throughput> {
  const before = await services.succeeded();
  const started = performance.now();
  const sending = load.send({
    url: services.uploadUrl(options),
    connections: UPLOADS_IN_FLIGHT,
    amount,
    bodyFile: picture.file,
  });
  const [upload, jobs] = await Promise.all([sending, jobsUntil(services, before, amount)]);
  const seconds = (performance.now() - started) / 1000;
  const direct = await load.send({
    url: services.convertUrl(options),
    connections: IN_FLIGHT,
    amount,
    bodyFile: picture.file,
  });
  if (upload.failed + direct.failed > 0) {
    throw new Error(`user_svc refused ${upload.failed} and image_svc ${direct.failed} of ${amount} requests`);
  }
  return {
    uploads: amount,
    jobs,
    jobsPerSecond: jobs / seconds,
    directPerSecond: direct.requests / direct.seconds,
  };
}

/** Waits until that many more jobs have succeeded. */
async function jobsUntil(services: Services, before: number, amount: number): Promise<number> {
  let jobs = 0;
  for (let changedAt = performance.now(); jobs < amount; await delay(POLL_MILLIS)) {
    const now = (await services.succeeded()) - before;
    if (now !== jobs) changedAt = performance.now();
    jobs = now;
    if (performance.now() - changedAt > STUCK_MILLIS) {
      throw new Error(`only ${jobs} of ${amount} jobs have succeeded, and none for ${STUCK_MILLIS / 1000} s`);
    }
  }
  return jobs;
}
