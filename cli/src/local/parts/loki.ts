import { join } from 'node:path';
import { backendsFolder } from '../environment.ts';
import { httpOk } from '../probe.ts';
import { portOf } from './address.ts';
import { heap } from './heap.ts';
import type { PartProcess } from './part.ts';

export const loki: PartProcess = {
  tool: 'loki',
  launch: (stack, file) => ({
    file,
    args: [`-config.file=${join(backendsFolder(stack), 'loki.yaml')}`, '-config.expand-env=true'],
    defaults: heap('250MiB'),
    env: {
      LOKI_HTTP_ADDRESS: '127.0.0.1',
      LOKI_HTTP_PORT: String(portOf(stack, 'loki', 'http')),
      LOKI_GRPC_PORT: String(portOf(stack, 'loki', 'grpc')),
      LOKI_DATA_DIR: join(stack.data, 'loki'),
    },
  }),
  ready: (stack) => httpOk(portOf(stack, 'loki', 'http'), '/ready'),
  stopSeconds: 30,
};
