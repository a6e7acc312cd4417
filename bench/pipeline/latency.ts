import { readFile } from 'node:fs/promises';
import type { Conversion } from '../conversion/subject.ts';
import type { Services } from './services.ts';

/** Milliseconds of one visit, and of the same conversion by image_svc alone. */
export interface Latency {
  readonly visitMillis: number;
  readonly directMillis: number;
}

/** One user at a time: uploads the picture, waits for its result by server-sent events, and fetches it. */
export async function measureLatency(services: Services, { picture, options }: Conversion): Promise<Latency> {
  const bytes = await readFile(picture.file);
  const visitMillis = await millisOf(async () => {
    const conversion = await services.api.follow(await services.api.start(bytes, options));
    if (conversion.status !== 'succeeded') throw new Error(`the conversion ${conversion.id} ${conversion.status}`);
    return services.api.result(conversion);
  });
  const directMillis = await millisOf(() =>
    fetch(services.convertUrl(options), {
      method: 'POST',
      body: bytes,
      headers: { 'content-type': 'application/octet-stream' },
    }),
  );
  return { visitMillis, directMillis };
}

async function millisOf(send: () => Promise<Response>): Promise<number> {
  const started = performance.now();
  const reply = await send();
  await reply.arrayBuffer();
  if (!reply.ok) throw new Error(`${reply.url} replied ${reply.status}`);
  return performance.now() - started;
}
