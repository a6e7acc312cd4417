import { runService } from '@triptych/service';
import manifest from '../package.json' with { type: 'json' };
import { buildApp } from './app.ts';
import { backendsOf, useBackendHeaders } from './backends.ts';
import { loadConfig } from './config.ts';

const config = loadConfig(process.env);
useBackendHeaders(backendsOf(config), process.env);

await runService({
  name: 'console',
  version: manifest.version,
  config,
  async start(telemetry) {
    return { app: await buildApp(config, { telemetry }) };
  },
});
