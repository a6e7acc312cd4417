import { openStore } from '@triptych/store';
import { runService, startTelemetry } from '@triptych/telemetry';
import manifest from '../package.json' with { type: 'json' };
import { buildApp } from './app.ts';
import { loadConfig } from './config.ts';
import { expirePictures } from './expiry.ts';
import { jobClient } from './job-client.ts';

const config = loadConfig(process.env);
const telemetry = startTelemetry({ service: 'user_svc', version: manifest.version, logLevel: config.LOG_LEVEL });
const store = await openStore(config);
const app = await buildApp(config, { telemetry, store, jobs: jobClient(config.JOB_SVC_URL) });
const expiry = expirePictures(store, config.PICTURE_RETENTION_SECONDS, telemetry.logger);

await runService({ telemetry, app, config, close: async () => expiry.stop() });
