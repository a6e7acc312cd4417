import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dashboards } from '../../cdk8s/src/monitoring/dashboards/index.ts';
import { formatted } from './format.ts';
import type { Generator } from './generator.ts';

const OUTPUT = 'backends/grafana/dashboards';

/** The dashboards as the files that Grafana reads. */
export const dashboardFiles: Generator = {
  output: OUTPUT,
  async generate(into) {
    await mkdir(join(into, OUTPUT), { recursive: true });
    for (const { name, json } of dashboards()) {
      const path = join(OUTPUT, name);
      await writeFile(join(into, path), await formatted(path, json));
    }
  },
};
