import { createFaults } from '@triptych/faults';
import { runService } from '@triptych/service';
import { openStore } from '@triptych/store';
import manifest from '../package.json' with { type: 'json' };
import { buildApp } from './app.ts';
import { loadConfig } from './config.ts';
import { expirePictures } from './expiry.ts';
import { jobClient } from './job-client.ts';
import { observeCertificate } from './observe-certificate.ts';

const config = loadConfig(process.env);
const faults = createFaults(config, process.env);

await runService({
  name: 'user_svc',
  version: manifest.version,
  config,
  gate: faults?.gate,
  async start(telemetry) {
    const store = await openStore(config);
    const app = await buildApp(config, { telemetry, store, jobs: jobClient(config.JOB_SVC_URL), faults });
    observeCertificate(config.PUBLIC_URL, telemetry);
    const expiry = expirePictures(store, config.PICTURE_RETENTION_SECONDS, telemetry.logger);
    return { app, close: async () => expiry.stop() };
  },
});
