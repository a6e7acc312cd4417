import { join } from 'node:path';
import { httpOk } from '../probe.ts';
import { addressOf, portOf, urlOf } from './address.ts';
import { heap } from './heap.ts';
import type { PartProcess } from './part.ts';

/** The Collector: all telemetry of the services passes through it, and waits in it while a backend is down. */
export const otelcol: PartProcess = {
  tool: 'otelcol',
  launch: (stack, file) => ({
    file,
    args: ['--config', join(stack.root, 'collector/config.yaml')],
    defaults: heap('240MiB'),
    env: {
      OTELCOL_GRPC_ENDPOINT: addressOf(stack, 'otelcol', 'otlp-grpc'),
      OTELCOL_HTTP_ENDPOINT: addressOf(stack, 'otelcol', 'otlp-http'),
      OTELCOL_HEALTH_ENDPOINT: addressOf(stack, 'otelcol', 'health'),
      OTELCOL_DATA_DIR: join(stack.data, 'otelcol'),
      JAEGER_OTLP_URL: urlOf(stack, 'jaeger', 'otlp-http'),
      PROMETHEUS_OTLP_ENDPOINT: `${urlOf(stack, 'prometheus', 'http')}/api/v1/otlp`,
      LOKI_OTLP_ENDPOINT: `${urlOf(stack, 'loki', 'http')}/otlp`,
    },
  }),
  ready: (stack) => httpOk(portOf(stack, 'otelcol', 'health'), '/'),
  stopSeconds: 20,
};
