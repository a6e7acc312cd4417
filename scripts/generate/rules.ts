import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ruleFiles, sharedRuleFiles } from '../../cdk8s/src/monitoring/alerts/files.ts';
import type { Generator } from './generator.ts';

/** Alert and recording rules as the files that Prometheus reads: locally and in a release, and where releases share one. */
export const rules: readonly Generator[] = [
  rulesIn('backends/rules', ruleFiles),
  rulesIn('backends/rules-shared', sharedRuleFiles),
];

function rulesIn(output: string, files: typeof ruleFiles): Generator {
  return {
    output,
    async generate(into) {
      await mkdir(join(into, output), { recursive: true });
      for (const { name, yaml } of files()) await writeFile(join(into, output, name), yaml);
    },
  };
}
