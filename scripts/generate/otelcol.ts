import { cp } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { ProgramError, run } from '@triptych/terminal/run';
import type { Generator } from './generator.ts';

const root = resolve(import.meta.dirname, '../..');

/** The Go module of the Collector, by the OpenTelemetry Collector Builder from collector/builder.yaml. */
export const otelcol: Generator = {
  output: 'cli/tools/otelcol',
  async generate(into, signal) {
    // The builder writes into the folder beside its module: `output_path` in builder.yaml.
    for (const path of ['cli/tools/ocb', 'collector/builder.yaml']) {
      await cp(join(root, path), join(into, path), { recursive: true });
    }
    await go(
      ['tool', 'builder', '--config', '../../../collector/builder.yaml', '--skip-compilation'],
      join(into, 'cli/tools/ocb'),
      signal,
    );
  },
};

async function go(args: readonly string[], cwd: string, signal: AbortSignal): Promise<void> {
  const env = { ...process.env, CGO_ENABLED: '0', GOFLAGS: '-buildvcs=false', GOTOOLCHAIN: 'auto', GOWORK: 'off' };
  await run('go', args, { cwd, env, signal }).catch((cause) => {
    if (!(cause instanceof ProgramError)) throw cause;
    if (!cause.isMissing) throw new Error(`cli/tools/otelcol cannot be generated: ${cause.message}`, { cause });
    throw new Error(
      'Go is not installed, or not in PATH. cli/tools/otelcol is generated with it: install Go 1.26 from https://go.dev/dl/',
      { cause },
    );
  });
}
