// Runs all benches, one after another, with the same options. Run: npm run bench -- --help
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { print } from '@triptych/terminal';

for (const bench of ['telemetry', 'profile', 'conversion', 'pipeline', 'largest-pictures', 'collector', 'start']) {
  print(bench);
  const file = join(import.meta.dirname, `${bench}.ts`);
  const { status } = spawnSync(process.execPath, [file, ...process.argv.slice(2)], { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
