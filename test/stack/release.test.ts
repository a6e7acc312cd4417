import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { parse } from 'yaml';
import { images } from '../../scripts/images/image.ts';
import { type Registry, startRegistry } from '../support/registry.ts';
import { BASE_IMAGE, cloneForRelease, NO_CLONE, type ReleaseClone } from '../support/release-clone.ts';

const skip =
  NO_CLONE ??
  (spawnSync('docker', ['image', 'inspect', BASE_IMAGE]).status !== 0
    ? `no container engine answers that has ${BASE_IMAGE}`
    : spawnSync('docker', ['buildx', 'version']).status !== 0 && 'docker has no buildx, which builds the images');

/** Lists NAME@VERSION of every npm package in an image. */
const LIST = `
const { globSync, readFileSync } = require('node:fs');
const manifests = globSync('/app/**/node_modules/{*,@*/*}/package.json', { exclude: (path) => /triptych/.test(path) });
const named = manifests.map((path) => JSON.parse(readFileSync(path, 'utf8'))).filter(({ name, version }) => name && version);
console.log(JSON.stringify([...new Set(named.map(({ name, version }) => name + '@' + version))]));
`;

describe('a release of the commit that is checked out', { skip }, () => {
  const version = '9.8.7-test.1';
  let registry: Registry;
  let clone: ReleaseClone;
  let printed: string;

  const release = () => clone.release(`${registry.address}/triptych`, version);
  const referenceOf = (name: string) => `${registry.address}/triptych/${name}:${version}`;
  const file = (name: string) => readFileSync(join(clone.folder, 'dist', version, name), 'utf8');

  before(async () => {
    registry = await startRegistry();
    clone = cloneForRelease();
    printed = await release();
  });
  after(async () => {
    await clone?.run('docker', 'rmi', '--force', ...images.map(({ name }) => referenceOf(name))).catch(() => {});
    clone?.[Symbol.dispose]();
    await registry?.[Symbol.asyncDispose]();
  });

  it('prints the command that installs it', () => {
    const address = `oci://${registry.address}/triptych/triptych`;
    assert.match(printed, new RegExp(`helm install triptych ${address} --version ${version} --plain-http -n triptych`));
  });

  it('writes the chart, bills of materials, digests and their checksums', async () => {
    const names = readdirSync(join(clone.folder, 'dist', version));
    const bills = images.map(({ name }) => `${name}.cdx.json`);
    assert.deepEqual(names.sort(), ['SHA256SUMS', ...bills, 'digests.yaml', `triptych-${version}.tgz`].sort());
    await clone.run('sh', '-c', `cd dist/${version} && sha256sum --check --strict SHA256SUMS`);
  });

  for (const { name } of images) {
    it(`has an image of ${name} that can be pulled, by its version and by its digest, and runs as that version`, async () => {
      const reference = referenceOf(name);
      await clone.run('docker', 'rmi', '--force', reference);
      await clone.run('docker', 'pull', '--quiet', reference);
      const { tag } = Object.values(parse(file('digests.yaml')) as Record<string, { image: { tag: string } }>)
        .map(({ image }) => image)
        .find((_, i) => images[i]?.name === name) ?? { tag: '' };
      const digest = tag.split('@')[1];
      await clone.run('docker', 'pull', '--quiet', `${registry.address}/triptych/${name}@${digest}`);
      const [inspected] = JSON.parse(await clone.run('docker', 'image', 'inspect', reference));
      assert.equal(inspected.Config.Labels['org.opencontainers.image.version'], version);
      if (name !== 'cli') assert.ok(inspected.Config.Env.includes(`SERVICE_VERSION=${version}`));
    });

    it(`has a bill of ${name} that lists the packages of the image, and no other`, async () => {
      const run = ['run', '--rm', '--network=none', '--entrypoint=node', referenceOf(name), '-e', LIST];
      const present: string[] = JSON.parse(await clone.run('docker', ...run));
      const bill = JSON.parse(file(`${name}.cdx.json`)).components.map((one: { 'bom-ref': string }) => one['bom-ref']);
      const fromRegistry = (one: string) => !one.startsWith('@triptych/');
      // The image is for one processor, the bill for both.
      const other = (one: string) => one.startsWith('@img/') && !present.includes(one);
      assert.deepEqual(
        present.filter(fromRegistry).sort(),
        bill.filter((one: string) => fromRegistry(one) && !other(one)).sort(),
      );
    });
  }

  it('is not replaced by a second one of the same version', async () => {
    await assert.rejects(release(), /already has version 9\.8\.7-test\.1.*choose a new one/);
  });
});
