import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ruleFiles } from '../../cdk8s/src/monitoring/alerts/files.ts';
import type { Generator } from './generator.ts';

const OUTPUT = 'backends/rules';

/** Alert and recording rules as the files that Prometheus reads, locally and in the chart. */
export const rules: Generator = {
  output: OUTPUT,
  async generate(into) {
    await mkdir(join(into, OUTPUT), { recursive: true });
    for (const { name, yaml } of ruleFiles()) await writeFile(join(into, OUTPUT, name), yaml);
  },
};
