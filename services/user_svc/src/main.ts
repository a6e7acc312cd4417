import { createFaults } from '@triptych/faults';
import { openStore } from '@triptych/store';
import { runService, startTelemetry } from '@triptych/telemetry';
import manifest from '../package.json' with { type: 'json' };
import { buildApp } from './app.ts';
import { loadConfig } from './config.ts';
import { expirePictures } from './expiry.ts';
import { jobClient } from './job-client.ts';
import { observeCertificate } from './observe-certificate.ts';

const config = loadConfig(process.env);
const faults = createFaults(config, process.env);
const telemetry = startTelemetry({
  service: 'user_svc',
  version: manifest.version,
  logLevel: config.LOG_LEVEL,
  gate: faults?.gate,
});
const store = await openStore(config);
const app = await buildApp(config, { telemetry, store, jobs: jobClient(config.JOB_SVC_URL), faults });
observeCertificate(config.PUBLIC_URL, telemetry);
const expiry = expirePictures(store, config.PICTURE_RETENTION_SECONDS, telemetry.logger);

await runService({ telemetry, app, config, close: async () => expiry.stop() });
