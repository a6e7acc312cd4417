import { join } from 'node:path';
import { httpOk } from '../probe.ts';
import { addressOf, portOf, urlOf } from './address.ts';
import { heap } from './heap.ts';
import { notificationsFolder, writeNotifications } from './notifications.ts';
import type { PartProcess } from './part.ts';

export const alertmanager: PartProcess = {
  tool: 'alertmanager',
  prepare: (stack) => writeNotifications(stack, urlOf(stack, 'prometheus', 'http')),
  launch: (stack, file) => ({
    file,
    args: [
      `--config.file=${join(notificationsFolder(stack), 'alertmanager.yaml')}`,
      `--storage.path=${stack.env.ALERTMANAGER_DATA_DIR ?? join(stack.data, 'alertmanager')}`,
      `--web.listen-address=${addressOf(stack, 'alertmanager', 'http')}`,
      // One instance opens no port for other instances.
      '--cluster.listen-address=',
    ],
    // Alertmanager resolves the paths of secret files against its working directory.
    cwd: notificationsFolder(stack),
    defaults: heap('200MiB'),
  }),
  ready: (stack) => httpOk(portOf(stack, 'alertmanager', 'http'), '/-/ready'),
  stopSeconds: 10,
};
