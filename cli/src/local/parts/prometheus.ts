import { copyFile, cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { scrapedIn } from '@triptych/parts';
import { backendsFolder } from '../environment.ts';
import { httpOk } from '../probe.ts';
import type { Stack } from '../stack.ts';
import { addressOf, portOf } from './address.ts';
import { heap } from './heap.ts';
import type { PartProcess } from './part.ts';

export const prometheus: PartProcess = {
  tool: 'prometheus',
  prepare: writeConfiguration,
  launch: (stack, file) => ({
    file,
    args: [
      `--config.file=${join(folderOf(stack), 'prometheus.yaml')}`,
      `--storage.tsdb.path=${stack.env.PROMETHEUS_DATA_DIR ?? join(stack.data, 'prometheus')}`,
      `--web.listen-address=${addressOf(stack, 'prometheus', 'http')}`,
      '--web.enable-otlp-receiver',
      '--enable-feature=exemplar-storage,created-timestamp-zero-ingestion',
      ...(stack.env.PROMETHEUS_FLAGS?.split(' ') ?? []),
    ],
    defaults: heap('200MiB'),
  }),
  ready: (stack) => httpOk(portOf(stack, 'prometheus', 'http'), '/-/ready'),
  stopSeconds: 20,
};

const folderOf = (stack: Stack) => join(stack.run, 'prometheus');

/** Puts its configuration, rules and targets into one folder: Prometheus reads no environment variables. */
async function writeConfiguration(stack: Stack): Promise<void> {
  const folder = folderOf(stack);
  const source = backendsFolder(stack);
  // Prometheus would still evaluate a rule of an earlier start.
  await rm(folder, { recursive: true, force: true });
  await mkdir(join(folder, 'targets'), { recursive: true });
  await copyFile(join(source, 'prometheus.yaml'), join(folder, 'prometheus.yaml'));
  await cp(join(source, 'rules'), join(folder, 'rules'), { recursive: true });
  const targets = (group: 'service' | 'backend') =>
    scrapedIn(group).map(({ name, port }) => ({
      targets: [`127.0.0.1:${port + stack.offset}`],
      labels: { service_name: name },
    }));
  const write = (name: string, content: readonly object[]) =>
    writeFile(join(folder, `targets/${name}.yaml`), JSON.stringify(content));
  await write('alertmanager', [{ targets: [addressOf(stack, 'alertmanager', 'http')] }]);
  await write('services', targets('service'));
  await write('backends', targets('backend'));
}
