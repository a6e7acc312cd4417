import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { alertmanagerConfig } from '../../cdk8s/src/parts/backends/receivers.ts';
import { undecided } from '../../cdk8s/src/template/undecided.ts';
import { defaults } from '../../cdk8s/src/values.ts';
import type { Generator } from './generator.ts';

const SOURCE = 'backends/alertmanager.yaml';
const OUTPUT = 'backends/compose/alertmanager.yaml';
const HEADING = `# Made from ${SOURCE} by "npm run generate": what has no address in receivers/ is left out.\n\n`;

/** The configuration of Alertmanager for compose.yaml, which can leave out nothing itself. */
export const composeConfig: Generator = {
  output: OUTPUT,
  async generate(into) {
    const file = await readFile(resolve(import.meta.dirname, '../..', SOURCE), 'utf8');
    const { receivers } = defaults().alertmanager;
    const on = { ...receivers, webhook: { enabled: true }, watchdog: { enabled: true } };
    await mkdir(dirname(join(into, OUTPUT)), { recursive: true });
    await writeFile(join(into, OUTPUT), HEADING + alertmanagerConfig(file, undecided(on)));
  },
};
