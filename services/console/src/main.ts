import { useHeaders } from '@triptych/client/endpoints';
import { runService } from '@triptych/service';
import manifest from '../package.json' with { type: 'json' };
import { buildApp } from './app.ts';
import { backendsOf } from './backends.ts';
import { loadConfig } from './config.ts';

const config = loadConfig(process.env);
useHeaders(backendsOf(config), process.env);

await runService({
  name: 'console',
  version: manifest.version,
  config,
  async start(telemetry) {
    return { app: await buildApp(config, { telemetry }) };
  },
});
