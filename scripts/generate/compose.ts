import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { mainPort, scrapedIn } from '@triptych/parts';
import { alertmanagerConfig } from '../../cdk8s/src/receivers.ts';
import { defaults } from '../../cdk8s/src/values.ts';
import type { Generator } from './generator.ts';

const SOURCE = 'backends/alertmanager.yaml';
const OUTPUT = 'backends/compose/alertmanager.yaml';
const TARGETS = 'backends/compose/targets';
const HEADING = `# Made from ${SOURCE} by "npm run generate": what has no address in receivers/ is left out.\n\n`;

/** The configuration of Alertmanager for compose.yaml: Compose itself cannot leave out receivers. */
export const composeConfig: Generator = {
  output: OUTPUT,
  async generate(into) {
    const file = await readFile(resolve(import.meta.dirname, '../..', SOURCE), 'utf8');
    const { receivers } = defaults().alertmanager;
    const on = { ...receivers, webhook: { enabled: true }, watchdog: { enabled: true } };
    await mkdir(dirname(join(into, OUTPUT)), { recursive: true });
    await writeFile(join(into, OUTPUT), HEADING + alertmanagerConfig(file, on));
  },
};

/** What Prometheus scrapes in compose.yaml, where each part answers under its name. */
export const composeTargets: Generator = {
  output: TARGETS,
  async generate(into) {
    await mkdir(join(into, TARGETS), { recursive: true });
    const write = (name: string, lines: readonly string[]) =>
      writeFile(join(into, TARGETS, `${name}.yaml`), lines.map((line) => `- ${line}\n`).join(''));
    const scraped = (group: 'service' | 'backend') =>
      scrapedIn(group).map(({ name, port }) => `{targets: ["${name}:${port}"], labels: {service_name: ${name}}}`);
    await write('services', scraped('service'));
    await write('backends', scraped('backend'));
    await write('alertmanager', [`targets: ["alertmanager:${mainPort('alertmanager')}"]`]);
  },
};
