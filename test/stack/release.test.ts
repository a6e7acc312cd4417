import assert from 'node:assert/strict';
import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { images } from '../../scripts/images/image.ts';
import { programFile, repository } from '../support/programs.ts';
import { type Registry, startRegistry } from '../support/registry.ts';

const { devDependencies } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'));
const base = `node:${devDependencies.node}-bookworm-slim`;
const skip = !existsSync(join(repository, '.git'))
  ? 'this folder is no clone, and a release is made from a commit'
  : spawnSync('docker', ['image', 'inspect', base]).status !== 0 && `no container engine answers that has ${base}`;

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
  let folder: string;
  let path: string;
  let printed: string;

  const runIn = async (program: string, ...args: string[]) => {
    const env = { ...process.env, PATH: path };
    const options = { env, cwd: join(folder, 'clone'), maxBuffer: 1e8 };
    return (await promisify(execFile)(program, args, options)).stdout;
  };
  const release = () =>
    runIn(process.execPath, 'scripts/release.ts', '--registry', `${registry.address}/triptych`, '--version', version);
  const referenceOf = (name: string) => `${registry.address}/triptych/${name}:${version}`;
  const file = (name: string) => readFileSync(join(folder, 'clone/dist', version, name), 'utf8');

  before(async () => {
    registry = await startRegistry();
    folder = mkdtempSync(join(tmpdir(), 'triptych-release-'));
    path = [dirname(programFile('helm')), process.env.PATH].join(delimiter);
    const clone = join(folder, 'clone');
    execFileSync('git', ['clone', '--quiet', repository, clone]);
    symlinkSync(join(repository, 'node_modules'), join(clone, 'node_modules'));
    appendFileSync(join(clone, '.git/info/exclude'), 'node_modules\n');
    printed = await release();
  });
  after(async () => {
    if (path) await runIn('docker', 'rmi', '--force', ...images.map(({ name }) => referenceOf(name))).catch(() => {});
    if (folder) rmSync(folder, { recursive: true, force: true });
    await registry?.[Symbol.asyncDispose]();
  });

  it('prints the command that installs it', () => {
    const address = `oci://${registry.address}/triptych/triptych`;
    assert.match(printed, new RegExp(`helm install triptych ${address} --version ${version} --plain-http -n triptych`));
  });

  it('writes the chart, bills of materials, digests and their checksums', async () => {
    const names = readdirSync(join(folder, 'clone/dist', version));
    const bills = images.map(({ name }) => `${name}.cdx.json`);
    assert.deepEqual(names.sort(), ['SHA256SUMS', ...bills, 'digests.yaml', `triptych-${version}.tgz`].sort());
    await runIn('sh', '-c', `cd dist/${version} && sha256sum --check --strict SHA256SUMS`);
  });

  for (const { name } of images) {
    it(`has an image of ${name} that can be pulled, by its version and by its digest, and runs as that version`, async () => {
      const reference = referenceOf(name);
      await runIn('docker', 'rmi', '--force', reference);
      await runIn('docker', 'pull', '--quiet', reference);
      const { tag } = Object.values(parse(file('digests.yaml')) as Record<string, { image: { tag: string } }>)
        .map(({ image }) => image)
        .find((_, i) => images[i]?.name === name) ?? { tag: '' };
      const digest = tag.split('@')[1];
      await runIn('docker', 'pull', '--quiet', `${registry.address}/triptych/${name}@${digest}`);
      const [inspected] = JSON.parse(await runIn('docker', 'image', 'inspect', reference));
      assert.equal(inspected.Config.Labels['org.opencontainers.image.version'], version);
      if (name !== 'cli') assert.ok(inspected.Config.Env.includes(`SERVICE_VERSION=${version}`));
    });

    it(`has a bill of ${name} that lists the packages of the image, and no other`, async () => {
      const run = ['run', '--rm', '--network=none', '--entrypoint=node', referenceOf(name), '-e', LIST];
      const present: string[] = JSON.parse(await runIn('docker', ...run));
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
