import { createFaults } from '@triptych/faults';
import { runService } from '@triptych/service';
import { openStore } from '@triptych/store';
import manifest from '../package.json' with { type: 'json' };
import { buildApp } from './app.ts';
import { loadConfig } from './config.ts';
import { observePool } from './observe-pool.ts';
import { withConverterFaults } from './pool/converter-faults.ts';
import { createPool } from './pool/pool.ts';
import { scratchFolder } from './pool/scratch-folder.ts';

const config = loadConfig(process.env);
const faults = createFaults(config, process.env);

await runService({
  name: 'image_svc',
  version: manifest.version,
  config,
  gate: faults?.gate,
  async start(telemetry) {
    const pool = observePool(telemetry, (onEvent) =>
      createPool({
        ...(config.POOL_SIZE && { size: config.POOL_SIZE }),
        queueLimit: config.POOL_QUEUE_LIMIT,
        scratchDir: scratchFolder(config.SCRATCH_DIR),
        scratchBytes: config.SCRATCH_BYTES,
        isWarm: true,
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
    return { app, close: () => pool.close() };
  },
});
