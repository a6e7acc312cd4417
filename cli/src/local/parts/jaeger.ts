import { join } from 'node:path';
import { backendsFolder } from '../environment.ts';
import { httpOk } from '../probe.ts';
import { addressOf, portOf, urlOf } from './address.ts';
import { heap } from './heap.ts';
import type { PartProcess } from './part.ts';

export const jaeger: PartProcess = {
  tool: 'jaeger',
  launch(stack, file) {
    const backends = backendsFolder(stack);
    return {
      file,
      args: ['--config', join(backends, 'jaeger.yaml'), '--config', join(backends, 'jaeger-badger.yaml')],
      defaults: heap('200MiB'),
      env: {
        JAEGER_OTLP_ENDPOINT: addressOf(stack, 'jaeger', 'otlp-http'),
        JAEGER_HTTP_ENDPOINT: addressOf(stack, 'jaeger', 'http'),
        JAEGER_GRPC_ENDPOINT: addressOf(stack, 'jaeger', 'grpc'),
        JAEGER_HEALTH_ENDPOINT: addressOf(stack, 'jaeger', 'health'),
        JAEGER_METRICS_HOST: '127.0.0.1',
        JAEGER_METRICS_PORT: String(portOf(stack, 'jaeger', 'metrics')),
        JAEGER_DATA_DIR: join(stack.data, 'jaeger'),
        PROMETHEUS_URL: urlOf(stack, 'prometheus', 'http'),
      },
    };
  },
  ready: (stack) => httpOk(portOf(stack, 'jaeger', 'health'), '/status'),
  stopSeconds: 20,
};
