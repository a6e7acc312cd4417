import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadedConfiguration } from '@triptych/client/alertmanager';
import { readFaults } from '@triptych/client/faults';
import { rules } from '@triptych/client/prometheus';
import { CONVERSION_SERVICE_NAMES } from '@triptych/parts';
import { folderOf } from '../../../cli/src/drill/local/folder.ts';
import type { TestStack } from './conversions.ts';

/** Everything that a drill changes: environments, rules, receivers, files. */
export async function traces(stack: TestStack) {
  const environments = await Promise.all(
    [...CONVERSION_SERVICE_NAMES, 'prometheus', 'alertmanager', 'otelcol'].map(async (name) => {
      const { pid } = await stack.part(name);
      const all = (await readFile(`/proc/${pid}/environ`, 'utf8')).split('\0');
      return [name, all.filter((one) => /^(FAULT_INJECTION|TRIPTYCH_BACKENDS_DIR|PROMETHEUS_|ALERT_)/.test(one))];
    }),
  );
  const loaded = await rules(stack.url('prometheus'));
  const config = await loadedConfiguration(stack.url('alertmanager'));
  const webhook = await readFile(join(stack.stack.run, 'alertmanager/webhook_url'), 'utf8');
  const faults = await Promise.all(
    CONVERSION_SERVICE_NAMES.map(async (name) => (await readFaults(stack.url(name))).status),
  );
  const left = existsSync(folderOf(stack.stack).path);
  const { healthy } = await stack.status();
  return {
    environments,
    rules: loaded.map(({ name, duration, query }) => [name, duration, query]),
    config,
    webhook,
    faults,
    left,
    healthy,
  };
}
