import assert from 'node:assert/strict';
import { globSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, it } from 'node:test';
import { workspaces } from './support/workspaces.ts';

const root = resolve(import.meta.dirname, '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');

interface Backend {
  readonly version: string;
  readonly image?: string;
  readonly build?: { readonly module: string; readonly binaries: Readonly<Record<string, string>> };
}

const backends = Object.entries(JSON.parse(read('backends/versions.json')) as Record<string, Backend>);

/** Each Collector that is built, with the files whose components it has. */
const COLLECTORS = [
  { tool: 'otelcol', file: 'collector/builder.yaml', configurations: ['config'] },
  {
    tool: 'otelcol_cluster',
    file: 'collector/builder-cluster.yaml',
    configurations: ['config', 'tail-sampling', 'gateway', 'external'],
  },
];

describe('backends/versions.json', () => {
  for (const [name, { version, image, build }] of backends) {
    it(`pins the image of ${name}, if it has one, to its version`, () => {
      if (image === undefined) return;
      assert.match(image, /^[\w.-]+\/[\w./-]+:v?\d+(\.\d+)+$/);
      assert.equal(image.split(':')[1]?.replace(/^v/, ''), version);
    });
    if (!build) continue;

    it(`has the same module of ${name} as cli/tools/${name}/go.mod`, () => {
      const [module = '', wanted = ''] = build.module.split('@');
      assert.equal(requirements(name).get(module), wanted);
    });

    it(`builds the packages that cli/tools/${name}/go.mod names as tools`, () => {
      const packages = Object.values(build.binaries).filter((path) => path !== '.');
      assert.deepEqual(packages.sort(), toolsOf(name).sort());
    });
  }

  it('has a backend for every folder of cli/tools', () => {
    const built = backends.filter(([, { build }]) => build).map(([name]) => name);
    assert.deepEqual(readdirSync(join(root, 'cli/tools')).sort(), [...built, 'ocb'].sort());
  });
});

for (const { tool, file, configurations } of COLLECTORS) {
  describe(file, () => {
    const builder = read(file);
    const version = backends.find(([name]) => name === tool)?.[1].version;

    it('builds the version of backends/versions.json, with the builder of that version', () => {
      assert.equal(/^ {2}version: (\S+)$/m.exec(builder)?.[1], version);
      assert.equal(requirements('ocb').get('go.opentelemetry.io/collector/cmd/builder'), `v${version}`);
    });

    it(`has the components of that version, as cli/tools/${tool}/go.mod does`, () => {
      const components = [...builder.matchAll(/^ {2}- gomod: (\S+) (\S+)$/gm)].map(([, module = '', at = '']) => ({
        module,
        at,
      }));
      assert.ok(components.length > 5);
      const required = requirements(tool);
      for (const { module, at } of components) assert.equal(required.get(module), at, module);
      const others = components.filter(({ at }) => at !== `v${version}`).map(({ module }) => module.split('/').at(-1));
      // Providers are numbered apart, as they are stable; the other one is explained in the file.
      assert.deepEqual(others, ['servicegraphconnector', 'envprovider', 'fileprovider', 'yamlprovider']);
    });

    it(`has every component that ${configurations.join(', ')} of collector/ use, and no other`, () => {
      const section = (yaml: string, name: string) =>
        yaml.split(new RegExp(`^${name}:$`, 'm'))[1]?.split(/^\w/m)[0] ?? '';
      const configs = configurations.map((name) => read(`collector/${name}.yaml`));
      for (const kind of ['extensions', 'receivers', 'processors', 'connectors', 'exporters']) {
        const built = [
          ...section(builder, kind).matchAll(/\/(\w+?)(?:extension|receiver|processor|connector|exporter)? v/g),
        ];
        const used = configs.flatMap((config) => [...section(config, kind).matchAll(/^ {2}(\w+)(?:\/\w+)?:/gm)]);
        const names = (found: RegExpExecArray[]) => [
          ...new Set(found.map(([, name = '']) => name.replaceAll('_', ''))),
        ];
        assert.deepEqual(names(used).sort(), names(built).sort(), kind);
      }
    });
  });
}

describe('images', () => {
  const known = backends.flatMap(([, { image }]) => image ?? []);
  const ours = /^localhost\/triptych\/\w+:(.+)$/;

  it('in compose.yaml are those of backends/versions.json, and ours have the version of the repository', () => {
    const named = [...read('compose.yaml').matchAll(/^ +image: (\S+)$/gm)].map(([, image = '']) => image);
    assert.ok(named.length > 6);
    for (const image of named) {
      const version = ours.exec(image)?.[1];
      if (version === undefined) assert.ok(known.includes(image), image);
      else assert.equal(version, JSON.parse(read('package.json')).version, image);
    }
  });

  it('of the chart have a stand-in for machines without a registry, of the same version where the program is the same', () => {
    const table = read('.ci/standins.txt')
      .split('\n')
      .filter((line) => line && !line.startsWith('#'));
    const rows = table.map((line) => line.split(' | '));
    for (const row of rows) assert.equal(row.length, 6, row.join(' | '));
    const charted = [...read('cdk8s/src/values.ts').matchAll(/backend\('([\w-]+)'/g)].map(([, name]) => name);
    const wanted = backends.flatMap(([name, { image }]) => (image && charted.includes(name) ? image : []));
    assert.deepEqual(rows.map(([image]) => image).sort(), wanted.sort());
    for (const [, { image, build }] of backends.filter(([name]) => charted.includes(name))) {
      const [, , module] = rows.find(([reference]) => reference === image) ?? [];
      // The Collector is made by its builder there, from a list of modules.
      if (image && build && !build.module.startsWith('go.opentelemetry.io/')) assert.equal(module, build.module);
    }
  });
});

describe('npm packages', () => {
  const folders = ['.', ...workspaces.map(({ folder }) => folder)];
  /** What benches compare with is installed apart, in other versions where its own packages want them. */
  const peers = globSync('bench/peers/*', { cwd: root });

  it('are pinned to exact versions', () => {
    assert.ok(peers.length > 0);
    const loose = [...folders, ...peers].flatMap((folder) => {
      const { dependencies = {}, devDependencies = {} } = JSON.parse(read(join(folder, 'package.json')));
      return Object.entries<string>({ ...dependencies, ...devDependencies })
        .filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
        .map(([name, version]) => `${folder}/package.json: ${name} ${version}`);
    });
    assert.deepEqual(loose, []);
  });

  it('have one version in all workspaces', () => {
    const versions = Map.groupBy(
      folders.flatMap((folder) => {
        const { dependencies = {}, devDependencies = {} } = JSON.parse(read(join(folder, 'package.json')));
        return Object.entries<string>({ ...dependencies, ...devDependencies });
      }),
      ([name]) => name,
    );
    for (const [name, uses] of versions) assert.equal(new Set(uses.map(([, version]) => version)).size, 1, name);
  });

  it('come from any configured registry: no package-lock.json names one', () => {
    const packages = ['.', ...peers].flatMap((folder) =>
      Object.entries(
        JSON.parse(read(join(folder, 'package-lock.json'))).packages as Record<
          string,
          { resolved?: string; link?: boolean; integrity?: string; optional?: boolean; inBundle?: boolean }
        >,
      ),
    );
    for (const [path, { resolved, link, integrity, optional, inBundle }] of packages) {
      if (link) assert.ok(resolved && folders.includes(resolved), path);
      else assert.equal(resolved, undefined, path);
      // Optional ones are for other platforms, and were not there to be hashed; bundled ones are part of another.
      if (path.includes('node_modules/') && !link && !optional && !inBundle)
        assert.match(integrity ?? '', /^sha512-/, path);
    }
  });
});

describe('files', () => {
  it('have at most 500 lines, but for data', () => {
    const files = globSync('**/*.{ts,mts,mjs,cjs,js,go,md,yaml,yml,sh}', {
      cwd: root,
      exclude: (path) => /(^|\/)(node_modules|\.git|\.triptych|charts\/triptych|backends\/rules(-shared)?)$/.test(path),
    });
    assert.ok(files.length > 100);
    const long = files.filter((path) => read(path).split('\n').length > 501);
    assert.deepEqual(long, []);
  });
});

/** Versions that a tool's go.mod requires, by module. */
function requirements(tool: string): Map<string, string> {
  const lines = read(`cli/tools/${tool}/go.mod`).matchAll(/^(?:require)?\s+(\S+) (v\S+)(?: \/\/ indirect)?$/gm);
  return new Map([...lines].map(([, module = '', version = '']) => [module, version]));
}

/** Packages that a tool's go.mod names with `tool`, alone or in a block. */
function toolsOf(tool: string): string[] {
  const text = read(`cli/tools/${tool}/go.mod`);
  const block = /^tool \(\n([\s\S]*?)^\)/m.exec(text)?.[1] ?? '';
  const alone = [...text.matchAll(/^tool (\S+\/\S+)$/gm)].map(([, path = '']) => path);
  return [...alone, ...block.split('\n').flatMap((line) => line.trim() || [])];
}
