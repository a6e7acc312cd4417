import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mainPort, scrapedIn } from '@triptych/parts';
import type { Generator } from './generator.ts';

const OUTPUT = 'backends/compose/targets';

/** What Prometheus scrapes in compose.yaml, where each part answers under its name. */
export const composeTargets: Generator = {
  output: OUTPUT,
  async generate(into) {
    await mkdir(join(into, OUTPUT), { recursive: true });
    const write = (name: string, lines: readonly string[]) =>
      writeFile(join(into, OUTPUT, `${name}.yaml`), lines.map((line) => `- ${line}\n`).join(''));
    const scraped = (group: 'service' | 'backend') =>
      scrapedIn(group).map(({ name, port }) => `{targets: ["${name}:${port}"], labels: {service_name: ${name}}}`);
    await write('services', scraped('service'));
    await write('backends', scraped('backend'));
    await write('alertmanager', [`targets: ["alertmanager:${mainPort('alertmanager')}"]`]);
  },
};
