import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ProgramError } from '@triptych/terminal/run';
import { parseDocument } from 'yaml';
import { isLoopback } from '../images/names.ts';
import { explainRefusal } from '../images/refusal.ts';
import { run, type Surroundings } from '../images/run.ts';

/** What identifies a release. */
export interface Release {
  readonly registry: string;
  readonly version: string;
}

/** The options that "helm" needs for a registry: HTTP without TLS on this machine, as docker does by itself. */
export const transportOptions = (registry: string): string[] => (isLoopback(registry) ? ['--plain-http'] : []);

/** The address of the chart. */
export const chartAddress = (registry: string): string => `oci://${registry}/triptych`;

/** The command that installs a release. */
export const installCommand = ({ registry, version }: Release): string =>
  [
    ...['helm', 'install', 'triptych', chartAddress(registry), '--version', version, ...transportOptions(registry)],
    ...['-n', 'triptych', '--create-namespace', '--wait'],
  ].join(' ');

/**
 * Fails when the registry already has the chart of this version: an image that changes under a tag is not rolled out, and
 * nobody can tell which of the two runs.
 */
export async function requireNewVersion({ registry, version }: Release, around: Surroundings): Promise<void> {
  const args = ['show', 'chart', chartAddress(registry), '--version', version, ...transportOptions(registry)];
  try {
    await run('helm', args, around);
  } catch (cause) {
    if (!(cause instanceof ProgramError)) throw cause;
    // Some registries hide from an account what does not exist yet. Whether the account may push, the push shows.
    if (
      /not found|name unknown|manifest unknown|denied|forbidden|unauthorized|credential|\b40[134]\b/i.test(
        cause.lines.join('\n'),
      )
    )
      return;
    throw explainRefusal(`asking ${registry} for version ${version}`, registry, cause);
  }
  throw new Error(`${registry} already has version ${version}, and a version never changes: choose a new one`);
}

/** Packages the chart into a folder, with the version of the release, and its registry as default. Resolves to the file. */
export async function packageChart(
  { registry, version }: Release,
  into: string,
  around: Surroundings,
): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'triptych-chart-'));
  try {
    const chart = join(folder, 'triptych');
    cpSync(join(around.cwd, 'charts/triptych'), chart, { recursive: true });
    const values = parseDocument(readFileSync(join(chart, 'values.yaml'), 'utf8'));
    values.setIn(['image', 'registry'], registry);
    writeFileSync(join(chart, 'values.yaml'), values.toString({ lineWidth: 0 }));
    const versions = ['--version', version, '--app-version', version];
    await run('helm', ['package', chart, ...versions, '--destination', into], around);
    return join(into, `triptych-${version}.tgz`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Pushes a packaged chart. */
export async function pushChart(file: string, registry: string, around: Surroundings): Promise<void> {
  await run('helm', ['push', file, `oci://${registry}`, ...transportOptions(registry)], around).catch((cause) => {
    throw explainRefusal(`pushing the chart to ${registry}`, registry, cause);
  });
}
