// @fastify/otel makes the spans; pino writes their trace ids. Its log lines stay on stdout.
const { trace } = require('@opentelemetry/api');
const { FastifyOtelInstrumentation } = require('@fastify/otel');
const { OTLPTraceExporter } = require('@opentelemetry/exporter-trace-otlp-grpc');
const { NodeSDK } = require('@opentelemetry/sdk-node');
const { serve } = require('../../telemetry/servers/serve.ts');

const instrumentation = new FastifyOtelInstrumentation({ servername: 'bench' });
const sdk = new NodeSDK({ traceExporter: new OTLPTraceExporter(), instrumentations: [instrumentation] });
sdk.start();

const log = require('pino')({
  level: 'info',
  mixin() {
    const { traceId, spanId } = trace.getActiveSpan()?.spanContext() ?? {};
    return { trace_id: traceId, span_id: spanId };
  },
});
let served = 0;
const app = require('fastify')();
app
  .register(instrumentation.plugin())
  .after(() =>
    app.get('/', async () => {
      served += 1;
      log.info({ n: 1 }, 'job created');
      return { ok: true };
    }),
  )
  .ready(() => serve(app, { served: () => served, shutdown: () => sdk.shutdown() }));
