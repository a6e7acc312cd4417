import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startProcess } from '@triptych/telemetry/testing';
import type { Load } from '../support/load.ts';
import { Sink } from '../support/sink/sink.ts';
import { IN_FLIGHT, type Subject } from './subject.ts';

/**
 * image_svc of a checkout, as in production: with its telemetry, which goes to a sink. It gets each picture as the body
 * of a request.
 */
export async function startImageSvc(
  name: string,
  checkout: string,
  flags: readonly string[],
  load: Load,
): Promise<Subject> {
  const folder = await mkdtemp(join(tmpdir(), 'triptych-bench-'));
  const sink = await Sink.start();
  const service = startProcess([...flags, join(checkout, 'services/image_svc/src/main.ts')], {
    cwd: folder,
    env: {
      PORT: '0',
      NODE_ENV: 'production',
      MALLOC_ARENA_MAX: '2',
      DRAIN_DELAY_SECONDS: '0',
      STORE_DIR: folder,
      POOL_SIZE: String(IN_FLIGHT),
      OTEL_EXPORTER_OTLP_ENDPOINT: sink.endpoint,
    },
  });
  const stop = async () => {
    await service.stop();
    sink[Symbol.dispose]();
    await rm(folder, { recursive: true, force: true });
  };
  const { metadata } = await service.line('service started').catch(async (error) => {
    await stop();
    throw error;
  });
  return {
    name,
    pid: service.pid as number,
    convert({ picture, options }, amount) {
      const query = new URLSearchParams();
      for (const [option, value] of Object.entries(options)) query.set(option, String(value));
      const url = `http://127.0.0.1:${metadata.port}/image_svc/ConvertImage?${query}`;
      return load.send({ url, connections: IN_FLIGHT, amount, bodyFile: picture.file });
    },
    [Symbol.asyncDispose]: stop,
  };
}
