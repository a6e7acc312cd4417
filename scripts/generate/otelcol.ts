import { cp } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { ProgramError, run } from '@triptych/terminal/run';
import type { Generator } from './generator.ts';

const root = resolve(import.meta.dirname, '../..');

/** The Go module of a Collector, by the OpenTelemetry Collector Builder from a file that lists its components. */
function collectorModule(name: string, builder: string): Generator {
  const output = `cli/tools/${name}`;
  return {
    output,
    async generate(into, signal) {
      // The builder writes into the folder beside its module: `output_path` in its file.
      for (const path of ['cli/tools/ocb', builder]) await cp(join(root, path), join(into, path), { recursive: true });
      const args = ['tool', 'builder', '--config', `../../../${builder}`, '--skip-compilation'];
      await go(args, join(into, 'cli/tools/ocb'), output, signal);
    },
  };
}

async function go(args: readonly string[], cwd: string, output: string, signal: AbortSignal): Promise<void> {
  const env = { ...process.env, CGO_ENABLED: '0', GOFLAGS: '-buildvcs=false', GOTOOLCHAIN: 'auto', GOWORK: 'off' };
  await run('go', args, { cwd, env, signal }).catch((cause) => {
    if (!(cause instanceof ProgramError)) throw cause;
    if (!cause.isMissing) throw new Error(`${output} cannot be generated: ${cause.message}`, { cause });
    throw new Error(
      `Go is not installed, or not in PATH. ${output} is generated with it: install Go 1.26 from https://go.dev/dl/`,
      { cause },
    );
  });
}

/** The Collector of the local stack. */
export const otelcol = collectorModule('otelcol', 'collector/builder.yaml');

/** The Collector of the tests that need components which only clusters use. */
export const otelcolCluster = collectorModule('otelcol_cluster', 'collector/builder-cluster.yaml');
