import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, it } from 'node:test';
import { buildArguments, images, loadArguments } from '../scripts/images/image.ts';
import { stepOf } from '../scripts/images/run.ts';
import { workspaces } from './support/workspaces.ts';

const root = resolve(import.meta.dirname, '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const manifest = JSON.parse(read('package.json'));
const byName = new Map(workspaces.map((one) => [one.name, one]));

/** Folders of a workspace and of those it needs. */
function foldersFor(name: string): string[] {
  const { folder, dependencies } = byName.get(name) ?? assert.fail(name);
  const below = dependencies.filter((one) => byName.has(one)).flatMap(foldersFor);
  return [...new Set([folder, ...below])];
}

describe('a Dockerfile', () => {
  for (const { name, dockerfile } of images) {
    const text = read(dockerfile);

    it(`of ${name} has the Node that the project runs on`, () => {
      assert.deepEqual(new Set([...text.matchAll(/^FROM (node:\S+)/gm)].map(([, from]) => from)).size, 1);
      assert.match(text, new RegExp(`^FROM node:${manifest.devDependencies.node}-bookworm-slim AS base$`, 'm'));
    });

    it(`of ${name} has npm see the manifests of all packages that it needs, and of no other`, () => {
      const copied = [...text.matchAll(/^COPY (\S+)\/package\.json (\S+)\/$/gm)];
      for (const [, from, to] of copied) assert.equal(from, to);
      const wanted = foldersFor(name === 'cli' ? '@triptych/cli' : `@triptych/${name}`);
      assert.deepEqual(copied.map(([, folder]) => folder).sort(), wanted.sort());
      assert.match(text, new RegExp(`npm ci --workspace ${wanted.find((one) => one.endsWith(name))} `));
    });

    it(`of ${name} ends with what runs: no shell, not root, told to stop as it expects`, () => {
      const last = text.slice(text.lastIndexOf('\nFROM '));
      assert.match(last, /^\nFROM scratch AS production$/m);
      assert.match(last, /^USER 1000:1000$/m);
      assert.match(last, /^STOPSIGNAL SIGTERM$/m);
      assert.match(last, /^ENTRYPOINT \["node", /m);
      assert.doesNotMatch(last, /^(RUN|CMD)/m);
    });
  }

  it('has one shape for all three services', () => {
    const shape = (name: string) =>
      read(`services/${name}/Dockerfile`)
        .replaceAll(name, 'SERVICE')
        .replaceAll(/\b808\d\b/g, 'PORT')
        .split('\n')
        // What it is, the libraries it needs, the store that two have, the converter that one has.
        .filter((line, i) => i > 0 && !/store|\/data|converter|description|^COPY services\/lib\//.test(line))
        .map((line) => line.replace(' && \\', ''))
        .join('\n');
    assert.equal(shape('job_svc'), shape('user_svc'));
    assert.equal(shape('image_svc'), shape('user_svc'));
  });

  it('of image_svc compiles its converter with the options that it is started with', () => {
    const [, options = ''] =
      /execArgv: \[([^\]]+)\]/.exec(read('services/image_svc/src/pool/converter-process.ts')) ?? [];
    const wanted = [...options.matchAll(/'([^']+)'/g)].map(([, option]) => option).join(' ');
    assert.ok(
      read('services/image_svc/Dockerfile').includes(`node ${wanted} services/image_svc/src/pool/converter.ts`),
    );
  });
});

describe('npm run images', () => {
  it('names images as the chart does, with the version of the repository', () => {
    assert.deepEqual(
      images.map(({ reference }) => reference),
      ['user_svc', 'job_svc', 'image_svc', 'cli'].map((name) => `docker.io/triptych/${name}:${manifest.version}`),
    );
  });

  it('builds each from its Dockerfile and gives all of them to the cluster', () => {
    for (const image of images) {
      const args = buildArguments(image);
      assert.equal(args[args.indexOf('--file') + 1], image.dockerfile);
      assert.equal(args[args.indexOf('--tag') + 1], image.reference);
    }
    assert.deepEqual(loadArguments('mine'), [
      ...['load', 'docker-image', '--name', 'mine'],
      ...images.map(({ reference }) => reference),
    ]);
  });

  it('shows which step is being built', () => {
    assert.equal(stepOf('#12 [packages 7/7] RUN --mount=type=cache,target=/x   npm ci'), 'packages 7/7: RUN npm ci');
    assert.equal(stepOf('#1 [internal] load build definition'), undefined);
    assert.equal(stepOf('#12 DONE 3.2s'), undefined);
  });

  const script = join(root, 'scripts/images.ts');

  it('explains itself', () => {
    assert.match(execFileSync(process.execPath, [script, '--help'], { encoding: 'utf8' }), /--load CLUSTER/);
  });

  it('says what is wrong with its arguments, and what is not installed', () => {
    const { status, stderr } = spawnSync(process.execPath, [script, '--lod'], { encoding: 'utf8' });
    assert.equal(status, 2);
    assert.match(stderr, /Unknown option '--lod'/);
    const without = spawnSync(process.execPath, [script], { encoding: 'utf8', env: { PATH: '/nowhere' } });
    assert.equal(without.status, 1);
    assert.match(without.stderr, /docker is not in PATH; install/);
  });
});
