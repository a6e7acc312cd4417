import { spawn } from 'node:child_process';
import { cp } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Generator } from './generator.ts';

const root = resolve(import.meta.dirname, '../..');

/** The Go module of the Collector, by the OpenTelemetry Collector Builder from collector/builder.yaml. */
export const otelcol: Generator = {
  output: 'cli/tools/otelcol',
  async generate(into, signal) {
    // The builder writes beside its own module: `output_path` in builder.yaml.
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
  const child = spawn('go', args, {
    cwd,
    env: { ...process.env, CGO_ENABLED: '0', GOFLAGS: '-buildvcs=false', GOTOOLCHAIN: 'auto', GOWORK: 'off' },
    stdio: ['ignore', 'pipe', 'pipe'],
    signal,
  });
  const ended = new Promise<string | undefined>((done, fail) => {
    child.once('error', fail);
    child.once('close', (code, by) => done(code === 0 ? undefined : (by ?? `exit code ${code}`)));
  });
  const output = Promise.all([text(child.stdout), text(child.stderr)]);
  const failure = await ended.catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    throw new Error(
      'Go is not installed, or not in PATH. cli/tools/otelcol is generated with it: install Go 1.26 from https://go.dev/dl/',
    );
  });
  if (!failure) return;
  const lines = (await output).join('').trim().split('\n').slice(-15);
  throw new Error(`cli/tools/otelcol cannot be generated: go ended with ${failure}\n    ${lines.join('\n    ')}`);
}
