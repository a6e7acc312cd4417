import { readFile } from 'node:fs/promises';
import { ownMetric, type TestStack } from './conversions.ts';
import { photo } from './pictures.ts';
import { until } from './until.ts';

/** Kills the converter of a conversion that is under way, and returns the reply: 500, because the caller made no mistake. */
export async function crashConversion(stack: TestStack, requestId = 'crashed-conversion'): Promise<Response> {
  const reply = fetch(stack.url('image_svc', '/image_svc/ConvertImage?format=avif&effort=9'), {
    method: 'POST',
    body: new Uint8Array(await photo(3000, 3000)),
    headers: { 'x-request-id': requestId },
  });
  await until(
    'a busy converter',
    () => ownMetric(stack, 'image_svc', 'image_svc_pool_converters', 'busy'),
    (busy) => busy > 0,
  );
  const { pid } = await stack.part('image_svc');
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
  for (const converter of children.trim().split(' ')) process.kill(Number(converter), 'SIGKILL');
  return reply;
}
