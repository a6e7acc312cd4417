import { stringify } from 'yaml';
import { RULES } from './index.ts';

const HEADING = '# Made from cdk8s/src/monitoring by "npm run generate".\n';

/** The files from which Prometheus reads its rules. */
export function ruleFiles(): { name: string; yaml: string }[] {
  return [...RULES].map(([name, groups]) => ({
    name: `${name}.yaml`,
    // Without aliases, for readers, and without folding, which would break a query.
    yaml: HEADING + stringify({ groups }, { lineWidth: 0, aliasDuplicateObjects: false }),
  }));
}
