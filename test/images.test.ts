import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { SERVICE_NAMES } from '@triptych/parts';
import { ProgramError } from '@triptych/terminal/run';
import { buildArguments, loadArguments } from '../scripts/images/arguments.ts';
import { buildImages } from '../scripts/images/build.ts';
import { images, LOCAL_REGISTRY, referenceOf, type Target } from '../scripts/images/image.ts';
import { isLoopback } from '../scripts/images/names.ts';
import { explainBuild, explainRefusal } from '../scripts/images/refusal.ts';
import { stepOf } from '../scripts/images/run.ts';
import { workspaces } from './support/workspaces.ts';

const root = resolve(import.meta.dirname, '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const manifest = JSON.parse(read('package.json'));
const byName = new Map(workspaces.map((one) => [one.name, one]));
const needed = join(root, 'scripts/images/needed.ts');

/** Folders of a workspace and of those it needs. */
function foldersFor(name: string): string[] {
  const { folder, dependencies } = byName.get(name) ?? assert.fail(name);
  const below = dependencies.filter((one) => byName.has(one)).flatMap(foldersFor);
  return [...new Set([folder, ...below])];
}

/** A folder with the manifests of the repository and nothing else. */
function manifestsOf(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'triptych-images-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  for (const path of ['package.json', ...workspaces.map((one) => `${one.folder}/package.json`)])
    cpSync(join(root, path), join(folder, path));
  return folder;
}

const FOR_BOTH = { platforms: ['linux/amd64', 'linux/arm64'] };

/** The stages of a Dockerfile, by name. */
function stagesOf(text: string): Map<string, string> {
  const stages = text.split(/^(?=FROM )/m).filter((stage) => stage.startsWith('FROM '));
  return new Map(stages.map((stage) => [/ AS (\w+)\n/.exec(stage)?.[1] ?? '', stage]));
}

describe('a Dockerfile', () => {
  for (const { name, dockerfile, folder } of images) {
    const text = read(dockerfile);
    const stages = stagesOf(text);

    it(`of ${name} has the Node that the project runs on`, () => {
      assert.deepEqual(new Set([...text.matchAll(/^FROM (node:\S+)/gm)].map(([, from]) => from)).size, 1);
      assert.match(text, new RegExp(`^FROM node:${manifest.devDependencies.node}-bookworm-slim AS base$`, 'm'));
    });

    it(`of ${name} has npm see the manifests of all packages that it needs, and of no other`, (t) => {
      const target = dockerfile === 'services/Dockerfile' ? '"services/$SERVICE"' : folder;
      assert.match(stages.get('sources') ?? '', /^COPY services services$/m);
      assert.match(stages.get('sources') ?? '', /^COPY lib lib$/m);
      assert.ok(stages.get('sources')?.includes(`\nRUN node /needed.mts ${target}`));
      assert.match(
        stages.get('manifests') ?? '',
        /^FROM sources AS manifests\nRUN [\s\S]*find \. -type f ! -name package\.json/,
      );
      const packages = stages.get('packages') ?? '';
      assert.deepEqual(packages.match(/^COPY .*$/gm), ['COPY --from=manifests /app ./']);
      assert.ok(packages.includes(`npm ci --workspace ${target} `));

      const repository = manifestsOf(t);
      execFileSync(process.execPath, [needed, folder], { cwd: repository });
      const left = globSync('*/**/package.json', { cwd: repository }).map(dirname);
      assert.deepEqual(left.sort(), foldersFor(`@triptych/${name}`).sort());
    });

    it(`of ${name} ends with a stage that has no shell, does not run as root, and stops on SIGTERM`, () => {
      const last = text.slice(text.lastIndexOf('\nFROM '));
      assert.match(last, /^\nFROM scratch AS production$/m);
      assert.deepEqual(last.match(/^COPY .*$/gm), [
        'COPY --from=system /system /',
        'COPY --from=packages /app ./',
        'COPY --from=sources /app ./',
        ...(name === 'cli' ? [] : ['COPY --from=built /built ./']),
        'COPY --from=compiled /compiled /compiled',
      ]);
      assert.match(last, /^USER 1000:1000$/m);
      assert.match(last, /^STOPSIGNAL SIGTERM$/m);
      assert.match(last, /^ENTRYPOINT \["node", /m);
      assert.doesNotMatch(last, /^(RUN|CMD)/m);
    });
  }

  it('of services is the same for every service', () => {
    const instructions = read('services/Dockerfile').replaceAll(/^#.*$/gm, '');
    for (const name of SERVICE_NAMES) assert.ok(!instructions.includes(name), name);
    assert.deepEqual(globSync('services/**/Dockerfile', { cwd: root }), ['services/Dockerfile']);
  });

  it('of services says what to do when no service is named', (t) => {
    const { status, stderr } = spawnSync(process.execPath, [needed, 'services/'], {
      cwd: manifestsOf(t),
      encoding: 'utf8',
    });
    assert.equal(status, 1);
    assert.match(stderr, /services\/ is not a package: name a service, as in "--build-arg SERVICE=user_svc"/);
  });

  it('of services compiles what runs with the options with which it runs', () => {
    const stages = stagesOf(read('services/Dockerfile'));
    const [, entry = ''] = /^ENTRYPOINT (\[.+\])$/m.exec(stages.get('production') ?? '') ?? [];
    const command: string[] = JSON.parse(entry);
    assert.ok(stages.get('compiled')?.includes(`${command.join(' ')} 2>/tmp/refusal`));
    assert.match(stages.get('compiled') ?? '', /node --run compile/);
    const scripts = (folder: string) => JSON.parse(read(`${folder}/package.json`)).scripts;
    assert.equal(scripts('services/lib/store').compile, [...command.slice(0, -1), 'src/s3.ts'].join(' '));

    const source = read('services/image_svc/src/pool/converter-process.ts');
    const [, options = ''] = /execArgv: \[([^\]]+)\]/.exec(source) ?? [];
    const wanted = [...options.matchAll(/'([^']+)'/g)].map(([, option]) => option).join(' ');
    assert.equal(scripts('services/image_svc').compile, `node ${wanted} src/pool/converter.ts`);
    assert.ok(source.includes("new URL('./converter.ts', import.meta.url)"));
  });
});

describe('npm run images', () => {
  const local: Target = { registry: LOCAL_REGISTRY, tag: manifest.version, platforms: [], push: false };
  const released: Target = { registry: 'registry.example.com/t', tag: '1.2.3', platforms: ['linux/arm64'], push: true };

  it('names images as the chart does on kind, with the version of the repository', () => {
    assert.deepEqual(
      images.map((image) => referenceOf(image, local)),
      [...SERVICE_NAMES, 'cli'].map((name) => `localhost/triptych/${name}:${manifest.version}`),
    );
    for (const path of ['Tiltfile', 'compose.yaml', 'charts/environments/dev.yaml'])
      assert.ok(read(path).includes(LOCAL_REGISTRY), path);
  });

  it('builds each from its Dockerfile and gives all of them to the cluster', () => {
    for (const target of [local, released]) {
      for (const image of images) {
        const args = buildArguments(image, target, '/nowhere');
        assert.equal(args[args.indexOf('--file') + 1], image.dockerfile);
        assert.equal(args[args.indexOf('--tag') + 1], referenceOf(image, target));
        const { description } = JSON.parse(read(`${image.folder}/package.json`));
        assert.deepEqual(
          args.filter((_, i) => args[i - 1] === '--build-arg'),
          [
            ...(image.name === 'cli' ? [] : [`SERVICE=${image.name}`]),
            `VERSION=${target.tag}`,
            `DESCRIPTION=${description}`,
          ],
        );
      }
      assert.deepEqual(loadArguments('mine', target), [
        ...['load', 'docker-image', '--name', 'mine'],
        ...images.map((image) => referenceOf(image, target)),
      ]);
    }
  });

  it('builds for the platform of the engine, for another, or with buildx for several, which pushes', () => {
    const [image = assert.fail()] = images;
    const start = (platforms: string[]) => {
      const args = buildArguments(image, { ...released, platforms }, '/tmp/metadata.json');
      return args.slice(0, args.indexOf('--file')).join(' ');
    };
    assert.equal(start([]), 'build --progress=plain');
    assert.equal(start(['linux/arm64']), 'build --progress=plain --platform linux/arm64');
    assert.equal(
      start(['linux/amd64', 'linux/arm64']),
      'buildx build --push --metadata-file /tmp/metadata.json --progress=plain --platform linux/amd64,linux/arm64',
    );
  });

  it('has each package with a program of its own for both platforms', () => {
    const packages = Object.keys(JSON.parse(read('package-lock.json')).packages);
    const shipped = packages.filter((path) => /@img\/sharp.*-linux-x64$/.test(path));
    assert.ok(shipped.length >= 2);
    for (const path of shipped) assert.ok(packages.includes(path.replace(/x64$/, 'arm64')), path);
  });

  it('shows which step is being built', () => {
    assert.equal(stepOf('#12 [packages 7/7] RUN --mount=type=cache,target=/x   npm ci'), 'packages 7/7: RUN npm ci');
    assert.equal(stepOf('#1 [internal] load build definition'), undefined);
    assert.equal(stepOf('#12 DONE 3.2s'), undefined);
  });

  const script = join(root, 'scripts/images.ts');
  const runScript = (args: string[], PATH = process.env.PATH) =>
    spawnSync(process.execPath, [script, ...args], { encoding: 'utf8', env: { ...process.env, PATH } });

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

  for (const [args, message] of [
    ['--push', /--push needs --registry/],
    ['--registry me/triptych', /names no host: Docker Hub is docker\.io\/me\/triptych/],
    ['--registry https://r.example.com', /is a URL: leave out "https:\/\/"/],
    ['--registry r.example.com/Me', /is no name of a registry/],
    ['--tag 1.0+2', /is no tag/],
    ['--platform windows/amd64', /images run on linux\/amd64 and linux\/arm64/],
    ['--platform linux/amd64,linux/arm64', /several platforms need --push/],
    ['--registry r.example.com --push --load kind --platform linux/amd64,linux/arm64', /--load needs one platform/],
  ] as const) {
    it(`refuses ${args}`, () => {
      const { status, stderr } = runScript(args.split(' '), '/nowhere');
      assert.equal(status, 2, stderr);
      assert.match(stderr, message);
    });
  }

  it('says that several platforms need buildx', (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'triptych-docker-'));
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    writeFileSync(join(folder, 'docker'), '#!/bin/sh\necho "docker: unknown command: docker $1" >&2\nexit 1\n', {
      mode: 0o755,
    });
    const args = ['--registry', 'r.example.com', '--push', '--platform', 'linux/amd64,linux/arm64'];
    const { status, stderr } = runScript(args, `${folder}:/usr/bin:/bin`);
    assert.equal(status, 1);
    assert.match(stderr, /docker has no buildx, which builds for several platforms: install it/);
  });
});

describe('an image for several platforms', () => {
  it('is pushed by its build, which reports the digest', async (t) => {
    const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;
    const folder = mkdtempSync(join(tmpdir(), 'triptych-docker-'));
    const path = process.env.PATH;
    t.after(() => {
      process.env.PATH = path;
      rmSync(folder, { recursive: true, force: true });
    });
    // Stands for docker with buildx: notes its arguments, and writes the metadata that it is asked for.
    const docker = `#!/bin/sh
echo "$*" >> '${folder}/calls'
if test "$5" != '' && test "$4" = --metadata-file; then echo '{"containerimage.digest":"${digest}"}' > "$5"; fi
`;
    writeFileSync(join(folder, 'docker'), docker, { mode: 0o755 });
    process.env.PATH = `${folder}:${path}`;
    const target = { ...FOR_BOTH, registry: 'r.example.com/t', tag: '1.2.3', push: true };
    const lines: string[] = [];
    const built = await buildImages(target, { cwd: root, signal: t.signal }, (line) => lines.push(line));
    assert.deepEqual(
      built,
      images.map((image) => ({ image, digest })),
    );
    const calls = readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n');
    assert.equal(calls[0], 'buildx version');
    assert.equal(calls.length, 1 + images.length);
    for (const call of calls.slice(1))
      assert.match(call, /^buildx build --push .* --platform linux\/amd64,linux\/arm64 /);
    assert.match(lines[0] ?? '', /r\.example\.com\/t\/user_svc:1\.2\.3 {2}linux\/amd64, linux\/arm64/);
  });
});

describe('a registry', () => {
  it('on this machine is known, because docker and helm talk to it without TLS', () => {
    for (const name of ['localhost:5000/triptych', '127.0.0.1:5000', '[::1]:5000/t'])
      assert.equal(isLoopback(name), true);
    for (const name of ['localhost.example.com', 'ghcr.io/me', '10.0.0.1:5000']) assert.equal(isLoopback(name), false);
  });

  it('that refuses is explained: what failed, why, and what to do', () => {
    const refused = (line: string) => {
      const cause = new ProgramError('docker', ['push'], 'exit code 1', [line]);
      return String(explainRefusal('pushing r.example.com/t/a:1', 'r.example.com/t', cause));
    };
    assert.match(
      refused('no basic auth credentials'),
      /pushing r\.example\.com\/t\/a:1 failed: .*"docker login r\.example\.com"/,
    );
    assert.match(refused('denied: permission_denied: write_package'), /may not push there/);
    assert.match(refused('dial tcp: lookup r.example.com: no such host'), /cannot be reached/);
    assert.match(
      refused('Cannot connect to the Docker daemon at unix:///var/run/docker.sock'),
      /does not answer.*start it/,
    );
    assert.match(refused('something new'), /"docker push" failed: exit code 1\n +something new/);
  });

  it('is not blamed for what a step of a build prints', () => {
    const failed = (line: string) => {
      const cause = new ProgramError('docker', ['build'], 'exit code 1', [line]);
      return String(explainBuild('building r.example.com/t/a:1', 'r.example.com/t', cause));
    };
    assert.match(failed('#9 npm error 403 Forbidden'), /^Error: "docker build" failed/);
    assert.match(failed('ERROR: failed to push r.example.com/t/a:1: 403 Forbidden'), /may not push there/);
    assert.match(failed('exec /bin/sh: exec format error'), /install emulators/);
  });
});
