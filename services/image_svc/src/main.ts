import { createFaults } from '@triptych/faults';
import { openStore } from '@triptych/store';
import { runService, startTelemetry } from '@triptych/telemetry';
import manifest from '../package.json' with { type: 'json' };
import { buildApp } from './app.ts';
import { loadConfig } from './config.ts';
import { withConverterFaults } from './converter-faults.ts';
import { observePool } from './observe-pool.ts';
import { createPool } from './pool.ts';

const config = loadConfig(process.env);
const faults = createFaults(config, process.env);
const telemetry = startTelemetry({
  service: 'image_svc',
  version: manifest.version,
  logLevel: config.LOG_LEVEL,
  gate: faults?.gate,
});
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
    onEvent: withConverterFaults(faults, onEvent),
  }),
);
const app = await buildApp(config, { telemetry, pool, store: await openStore(config), faults });

await runService({ telemetry, app, config, close: () => pool.close() });
