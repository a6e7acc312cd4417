import { openStore } from '@triptych/store';
import { runService, startTelemetry } from '@triptych/telemetry';
import manifest from '../package.json' with { type: 'json' };
import { buildApp } from './app.ts';
import { loadConfig } from './config.ts';
import { observePool } from './observe-pool.ts';
import { createPool } from './pool.ts';

const config = loadConfig(process.env);
const telemetry = startTelemetry({ service: 'image_svc', version: manifest.version, logLevel: config.LOG_LEVEL });
const pool = observePool(telemetry, (onEvent) =>
  createPool({
    ...(config.POOL_SIZE && { size: config.POOL_SIZE }),
    queueLimit: config.POOL_QUEUE_LIMIT,
    limits: {
      bytes: config.MAX_PICTURE_BYTES,
      pixels: config.MAX_PICTURE_PIXELS,
      deadlineSeconds: config.CONVERSION_DEADLINE_SECONDS,
      memoryBytes: config.CONVERTER_MEMORY_BYTES,
    },
    onEvent,
  }),
);
const app = await buildApp(config, { telemetry, pool, store: await openStore(config) });

await runService({ telemetry, app, config, close: () => pool.close() });
