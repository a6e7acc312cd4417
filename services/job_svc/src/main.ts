import { createFaults } from '@triptych/faults';
import { runService, startTelemetry } from '@triptych/telemetry';
import manifest from '../package.json' with { type: 'json' };
import { buildApp } from './app.ts';
import { imageClient } from './attempt.ts';
import { loadConfig } from './config.ts';
import { keepConnected } from './connection.ts';
import { observeQueue } from './observe-queue.ts';
import { createWorker } from './worker.ts';

const config = loadConfig(process.env);
const faults = createFaults(config, process.env);
const telemetry = startTelemetry({
  service: 'job_svc',
  version: manifest.version,
  logLevel: config.LOG_LEVEL,
  gate: faults?.gate,
});
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
const app = await buildApp({ telemetry, connection, faults });

await runService({ telemetry, app, config, close: () => connection.stop() });
