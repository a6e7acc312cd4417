import { createFaults } from '@triptych/faults';
import { runService } from '@triptych/service';
import manifest from '../package.json' with { type: 'json' };
import { buildApp } from './app.ts';
import { imageClient } from './attempt.ts';
import { loadConfig } from './config.ts';
import { keepConnected } from './connection.ts';
import { observeQueue } from './observe-queue.ts';
import { createWorker } from './worker.ts';

const config = loadConfig(process.env);
const faults = createFaults(config, process.env);

await runService({
  name: 'job_svc',
  version: manifest.version,
  config,
  gate: faults?.gate,
  async start(telemetry) {
    const convert = imageClient(config.IMAGE_SVC_URL, config.JOB_ATTEMPT_DEADLINE_SECONDS);
    const connection = keepConnected(
      {
        databaseUrl: config.DATABASE_URL,
        concurrency: config.JOB_CONCURRENCY,
        attemptDeadlineSeconds: config.JOB_ATTEMPT_DEADLINE_SECONDS,
        retryLimit: config.JOB_RETRY_LIMIT,
        retryDelaySeconds: config.JOB_RETRY_DELAY_SECONDS,
        retentionSeconds: config.JOB_RETENTION_SECONDS,
        logger: telemetry.logger,
      },
      createWorker(convert, telemetry),
    );
    observeQueue(telemetry, connection);
    return { app: await buildApp({ telemetry, connection, faults }), close: () => connection.stop() };
  },
});
