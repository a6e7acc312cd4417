// Builds the images of this repository with the local container engine, and pushes them to a registry or copies them to
// a kind cluster.
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { showStep } from '@triptych/terminal';
import manifest from '../package.json' with { type: 'json' };
import { loadArguments } from './images/arguments.ts';
import { buildImages } from './images/build.ts';
import { images, LOCAL_REGISTRY, type Target } from './images/image.ts';
import { platformNames, registryName, tagName, UsageError } from './images/names.ts';
import { run, type Surroundings } from './images/run.ts';
import { runScript, say } from './images/script.ts';

const help = `
Usage: npm run images -- [--load CLUSTER]
       npm run images -- --registry REGISTRY --tag TAG [--platform PLATFORM] --push

Builds these images from the working tree, as REGISTRY/NAME:TAG:

${images.map(({ name, dockerfile }) => `  ${name.padEnd(10)}  ${dockerfile}`).join('\n')}

  --registry REGISTRY   registry with its path, such as registry.example.com/triptych; by default ${LOCAL_REGISTRY},
                        a name for this machine and kind alone
  --tag TAG             by default the version in package.json, ${manifest.version}
  --platform PLATFORM   linux/amd64 or linux/arm64, or both, separated by a comma; by default that of the engine.
                        Both need "docker buildx" and --push
  --push                pushes the images to the registry
  --load CLUSTER        copies the images to the nodes of that kind cluster ("kind get clusters" lists clusters)

"npm run release" also publishes the chart.
`;

async function main(target: Target, load: string | undefined, around: Surroundings): Promise<void> {
  await buildImages(target, around, say);
  if (load === undefined) return;
  const startedAt = Date.now();
  using _line = showStep(`loading into the cluster ${load}`);
  await run('kind', loadArguments(load, target), around);
  say(`loaded into the cluster ${load}  ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
}

await runScript('images', async (signal) => {
  const { values } = parseArgs({
    options: {
      registry: { type: 'string' },
      tag: { type: 'string', default: manifest.version },
      platform: { type: 'string' },
      push: { type: 'boolean', default: false },
      load: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  const { registry, platform, push, load } = values;
  if (values.help) return say(help.trim());
  if (push && registry === undefined) throw new UsageError('--push needs --registry: the registry to push to');
  const platforms = platform === undefined ? [] : platformNames(platform);
  if (platforms.length > 1 && !push)
    throw new UsageError('several platforms need --push: a container engine keeps images of one platform');
  if (platforms.length > 1 && load !== undefined)
    throw new UsageError('--load needs one platform: that of the nodes of the cluster');
  const target = {
    registry: registry === undefined ? LOCAL_REGISTRY : registryName(registry),
    tag: tagName(values.tag),
    platforms,
    push,
  };
  await main(target, load, { cwd: resolve(import.meta.dirname, '..'), signal });
});
