// Publishes a release: the images and the chart, under one version, and the files that belong to them.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import manifest from '../package.json' with { type: 'json' };
import { buildImages } from './images/build.ts';
import { images } from './images/image.ts';
import { platformNames, registryName, UsageError } from './images/names.ts';
import { explainRefusal } from './images/refusal.ts';
import { run, type Surroundings } from './images/run.ts';
import { runScript, say } from './images/script.ts';
import {
  chartAddress,
  installCommand,
  packageChart,
  pushChart,
  type Release,
  requireNewVersion,
} from './release/chart.ts';
import { requireCleanTree } from './release/clean.ts';
import { digestValues, writeChecksums } from './release/files.ts';
import { billOf } from './release/packages.ts';
import { versionName } from './release/version.ts';

const help = `
Usage: npm run release -- --registry REGISTRY --version VERSION [--platform PLATFORM] [--into FOLDER]

Builds the images and the chart from the commit that is checked out, and pushes all of them to the registry:

  REGISTRY/NAME:VERSION       the images ${images.map(({ name }) => name).join(', ')}
  oci://REGISTRY/triptych     the chart, with that version and that registry as defaults

Needs docker, helm and git, and an account that may push: "docker login". A version that the registry has is never replaced.

  --registry REGISTRY   registry with its path, such as registry.example.com/triptych
  --version VERSION     semantic version, such as 1.2.3
  --platform PLATFORM   linux/amd64 or linux/arm64, or both, separated by a comma; by default that of the engine.
                        Both need "docker buildx"
  --into FOLDER         gets the chart, a CycloneDX bill of materials of each image's npm packages, values with the
                        digests of the images, and SHA256SUMS; by default dist/VERSION
`;

async function main(
  release: Release,
  platforms: readonly string[],
  folder: string,
  around: Surroundings,
): Promise<void> {
  const { registry, version } = release;
  const commit = await requireCleanTree(around);
  for (const program of ['docker', 'helm'] as const) {
    await run(program, ['version'], around).catch((cause) => {
      throw explainRefusal(`asking ${program} for its version`, registry, cause);
    });
  }
  await requireNewVersion(release, around);
  say(`Triptych ${version} of commit ${commit.slice(0, 12)}, to ${registry}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const image of images) {
    writeFileSync(join(folder, `${image.name}.cdx.json`), await billOf(image, release, around));
  }
  const chart = await packageChart(release, folder, around);
  const built = await buildImages({ registry, tag: version, platforms, push: true }, around, say);
  writeFileSync(join(folder, 'digests.yaml'), digestValues(built, release));
  writeChecksums(folder);
  // Last: a chart that is there installs.
  await pushChart(chart, registry, around);
  say(`chart ${chartAddress(registry)}, version ${version}`);
  say(`files ${relative(around.cwd, folder) || '.'}\n\nInstall it with:\n\n  ${installCommand(release)}\n`);
}

await runScript('release', async (signal) => {
  const cwd = resolve(import.meta.dirname, '..');
  const { values } = parseArgs({
    options: {
      registry: { type: 'string' },
      version: { type: 'string' },
      platform: { type: 'string' },
      into: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return say(help.trim());
  if (values.registry === undefined)
    throw new UsageError('--registry is missing: the registry to push to, such as registry.example.com/triptych');
  if (values.version === undefined)
    throw new UsageError(
      `--version is missing: a version that is not released yet; package.json has ${manifest.version}`,
    );
  const release = { registry: registryName(values.registry), version: versionName(values.version) };
  const platforms = values.platform === undefined ? [] : platformNames(values.platform);
  await main(release, platforms, resolve(values.into ?? join(cwd, 'dist', release.version)), { cwd, signal });
});
