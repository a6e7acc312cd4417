import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { parseConfiguration, withoutRoutesTo, writeConfiguration } from '@triptych/alertmanager';
import type { Generator } from './generator.ts';

const SOURCE = 'backends/alertmanager.yaml';
const OUTPUT = 'backends/compose/alertmanager.yaml';
const HEADING = `# Made from ${SOURCE} by "npm run generate", without routes to receivers that have no address in receivers/.\n\n`;

/** The configuration of Alertmanager for compose.yaml, which cannot leave out a receiver by itself. */
export const composeConfig: Generator = {
  output: OUTPUT,
  async generate(into) {
    const file = await readFile(resolve(import.meta.dirname, '../..', SOURCE), 'utf8');
    const config = withoutRoutesTo(parseConfiguration(file), ['pagerduty', 'slack', 'email']);
    await mkdir(dirname(join(into, OUTPUT)), { recursive: true });
    await writeFile(join(into, OUTPUT), HEADING + writeConfiguration(config));
  },
};
