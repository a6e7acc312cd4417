import { setTimeout as delay } from 'node:timers/promises';
import { SERVICE_NAMES } from '@triptych/parts';
import { api, type TestStack } from './conversions.ts';
import { crashConversion } from './faults.ts';
import { logged } from './log.ts';
import { photo, slowPicture } from './pictures.ts';
import { until } from './until.ts';

/** What a stack needs so that jobs are given up within seconds. */
export const IMPATIENT = { JOB_RETRY_LIMIT: '1' };

/** Lets everything go wrong once that runbooks ask for, so that each of their queries has something to show. */
export async function badNight(stack: TestStack): Promise<void> {
  const client = api(stack);
  const picture = await photo();
  const convert = async (format: 'webp' | 'avif' | 'jpeg' | 'png') =>
    client.follow(await client.start(picture, { format }));

  await Promise.all([convert('jpeg'), convert('png'), convert('webp'), convert('avif')]);
  await fetch(stack.url('user_svc', '/v1/conversions?format=webp'), { method: 'POST', body: 'not a picture' });
  await crashConversion(stack);
  const cut = fetch(stack.url('image_svc', '/image_svc/ConvertImage?format=avif&effort=9'), {
    method: 'POST',
    body: new Uint8Array(await slowPicture()),
  });
  const slow = await client.start(await photo(1600, 1200), { format: 'avif', effort: 2 });
  await Promise.all([cut, client.follow(slow)]);

  await lateUpload(stack, picture);
  await without(stack, 'otelcol', async () => {
    await convert('png');
    await logged(stack, SERVICE_NAMES, 'telemetry delayed');
  });
  await without(stack, 'loki', async () => {
    await convert('png');
    await logged(stack, ['otelcol'], 'Exporting failed');
  });
  await without(stack, 'image_svc', async () => {
    const given = await Promise.all([1, 2, 3].map(() => client.start(picture, { format: 'webp' })));
    await Promise.all(given.map((conversion) => client.follow(conversion)));
  });
  await without(stack, 'postgres', () => refusedUpload(stack, picture));
  await healthy(stack);
}

/** Waits until all parts are well; some need a moment after another came back. */
export async function healthy(stack: TestStack): Promise<void> {
  await until(
    'all parts to be healthy',
    () => stack.status(),
    (status) => status.healthy,
  );
}

async function without(stack: TestStack, part: string, act: () => Promise<unknown>): Promise<void> {
  await stack.stop(part);
  await act();
  await stack.start(part);
}

/** An upload whose job_svc stands still for a moment. */
async function lateUpload(stack: TestStack, picture: Buffer): Promise<void> {
  await stack.kill('job_svc', 'SIGSTOP');
  const started = api(stack).start(picture, { format: 'jpeg' });
  await delay(500);
  await stack.kill('job_svc', 'SIGCONT');
  await api(stack).follow(await started);
}

/** job_svc notices within a moment that its database is gone. */
async function refusedUpload(stack: TestStack, picture: Buffer): Promise<void> {
  await until(
    'an upload to be refused',
    () =>
      fetch(stack.url('user_svc', '/v1/conversions?format=webp'), { method: 'POST', body: new Uint8Array(picture) }),
    ({ status }) => status === 503,
  );
}
