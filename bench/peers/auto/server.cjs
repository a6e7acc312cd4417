// Everything that the auto-instrumentations find, sent over OTLP: traces, metrics, and the lines of pino.
const { getNodeAutoInstrumentations } = require('@opentelemetry/auto-instrumentations-node');
const { NodeSDK } = require('@opentelemetry/sdk-node');
const { serve } = require('../../telemetry/servers/serve.ts');

// Exporters come from the environment.
const sdk = new NodeSDK({ instrumentations: [getNodeAutoInstrumentations()] });
sdk.start();

const log = require('pino')({ level: 'info' });
let served = 0;
const app = require('fastify')();
app.get('/', async () => {
  served += 1;
  log.info({ n: 1 }, 'job created');
  return { ok: true };
});
serve(app, { served: () => served, shutdown: () => sdk.shutdown() });
