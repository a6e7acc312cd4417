// Writes the generated files. With --check it changes nothing, and fails when a file differs from what would be generated.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { generators } from './generate/generators.ts';
import { showStep } from './generate/progress.ts';
import { apply, compare } from './generate/tree.ts';

const root = resolve(import.meta.dirname, '..');

async function run(check: boolean, signal: AbortSignal): Promise<number> {
  const made = await mkdtemp(join(tmpdir(), 'triptych-generate-'));
  try {
    const drifted: string[] = [];
    for (const { output, generate } of generators) {
      using _step = showStep(`generating ${output}`);
      await generate(made, signal);
      const differences = await compare(join(made, output), join(root, output));
      if (!check) await apply(differences);
      drifted.push(...differences.map(({ name, to }) => `  ${join(output, name)} ${to}`));
    }
    if (drifted.length === 0) return 0;
    if (!check) {
      process.stdout.write(`${drifted.join('\n')}\n`);
      return 0;
    }
    process.stderr.write(
      `These generated files are out of date:\n${drifted.join('\n')}\nRun "npm run generate" and commit the result.\n`,
    );
    return 1;
  } finally {
    await rm(made, { recursive: true, force: true });
  }
}

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
const stopped = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopped.abort());
try {
  process.exitCode = await run(values.check, stopped.signal);
} catch (error) {
  process.stderr.write(`generate: ${stopped.signal.aborted ? 'stopped' : (error as Error).message}\n`);
  process.exitCode = 1;
}
