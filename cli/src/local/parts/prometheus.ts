import { copyFile, cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { objectiveRules } from '@triptych/objectives';
import { mainPort, type PartName, scrapedIn } from '@triptych/parts';
import { backendsFolder } from '../environment.ts';
import { httpOk } from '../probe.ts';
import type { Stack } from '../stack.ts';
import { addressOf, portOf } from './address.ts';
import { heap } from './heap.ts';
import type { PartProcess } from './part.ts';

export const prometheus: PartProcess = {
  tool: 'prometheus',
  prepare: (stack) => writePrometheus(stack, (_, port) => `127.0.0.1:${port + stack.offset}`),
  launch: (stack, file) => ({
    file,
    args: [
      `--config.file=${join(prometheusFolder(stack), 'prometheus.yaml')}`,
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

/** The folder with what Prometheus of a stack reads: its configuration, rules and targets. */
export const prometheusFolder = (stack: Stack): string => join(stack.run, 'prometheus');

/**
 * Puts configuration, rules and targets into one folder: Prometheus reads no environment variables. `addressOf` is where
 * Prometheus reaches a port, at offset 0, of a part.
 */
export async function writePrometheus(
  stack: Stack,
  addressOf: (name: PartName, port: number) => string,
): Promise<void> {
  const folder = prometheusFolder(stack);
  const source = backendsFolder(stack);
  // Prometheus would still evaluate a rule of an earlier start.
  await rm(folder, { recursive: true, force: true });
  await mkdir(join(folder, 'targets'), { recursive: true });
  await copyFile(join(source, 'prometheus.yaml'), join(folder, 'prometheus.yaml'));
  await cp(join(source, 'rules'), join(folder, 'rules'), { recursive: true });
  // JSON is YAML.
  await writeFile(join(folder, 'rules/service-objectives.yaml'), JSON.stringify(objectiveRules(stack.services ?? [])));
  const targets = (group: 'service' | 'backend') =>
    scrapedIn(group).map(({ name, port }) => ({
      targets: [addressOf(name, port)],
      labels: { service_name: name },
    }));
  const write = (name: string, content: readonly object[]) =>
    writeFile(join(folder, `targets/${name}.yaml`), JSON.stringify(content));
  await write('alertmanager', [{ targets: [addressOf('alertmanager', mainPort('alertmanager'))] }]);
  await write('services', targets('service'));
  await write('backends', targets('backend'));
}
