import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, it } from 'node:test';
import { type Workspace, workspaces } from './support/workspaces.ts';

const root = resolve(import.meta.dirname, '..');

interface Import {
  readonly file: string;
  readonly specifier: string;
}

/** What is wrong with an import, if something is. */
function judge({ file, specifier }: Import): string | undefined {
  const from = ownerOf(file);
  if (specifier.startsWith('.')) {
    const to = relative(root, resolve(root, dirname(file), specifier));
    const owner = ownerOf(to);
    // Data outside of the packages, such as backends/versions.json, is for all of them.
    if (!owner && specifier.endsWith('.json')) return undefined;
    if (from && owner !== from) return `leaves ${from.folder}: import the package by its name`;
    return owner && mayNot(file, owner);
  }
  if (isBuiltin(specifier)) return specifier.startsWith('node:') ? undefined : `write node:${specifier}`;
  const wanted = packageOf(specifier);
  const owner = workspaces.find(({ name }) => name === wanted);
  if (owner && specifier.startsWith(`${wanted}/test/`) && !file.includes('/test/')) return 'only tests import this';
  if (from && wanted !== from.name && !declared(from, file).includes(wanted)) {
    return `${from.folder}/package.json does not name ${wanted}`;
  }
  return owner && mayNot(file, owner);
}

/** Tests of the command, and the files through which other tests and a bench use a stack, a release or a built program. */
const USES_CLI = [
  'bench/quiet.ts',
  'test/drills.test.ts',
  'test/ledger.test.ts',
  'test/stack/drill.test.ts',
  'test/stack/peers.test.ts',
  'test/stack/shared/drills.ts',
  'test/stack/sampling.test.ts',
  'test/stack/shared/trace.ts',
  'test/stack/shared/verify.ts',
  'test/stack/support/containers.ts',
  'test/stack/support/conversions.ts',
  'test/stack/support/drill-traces.ts',
  'test/stack/shared/schedule.ts',
  'test/stack/support/ledger.ts',
  'test/stack/support/peer-tests.ts',
  'test/cluster/drill.test.ts',
  'test/cluster/support/command.ts',
  'test/cluster/support/drill-rules.ts',
  'test/cluster/support/load.ts',
  'test/support/programs.ts',
];

/** Who may import whom. */
function mayNot(file: string, to: Workspace): string | undefined {
  const from = ownerOf(file);
  if (from === to) return undefined;
  // Outside the packages are only tests of the whole, measurements and generators.
  if (!from)
    return to.folder === 'cli' && !USES_CLI.includes(file) ? 'only tests of the command import cli' : undefined;
  if (to.folder === 'cli' || to.folder === 'cdk8s') return `nobody imports ${to.folder}`;
  if (from.folder === 'cdk8s' && !['services/lib/catalogue', 'lib/parts', 'lib/objectives'].includes(to.folder)) {
    return 'cdk8s imports the catalogue, the table of parts and objectives of services alone';
  }
  if (isLibrary(to)) return undefined;
  if (isLibrary(from)) return 'a library imports no service';
  return 'nobody imports a service';
}

const isLibrary = ({ folder }: Workspace) => /^(services\/)?lib\//.test(folder);

function ownerOf(file: string): Workspace | undefined {
  return workspaces.find(({ folder }) => file.startsWith(`${folder}/`));
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/** Tests, and a page and its bundler, may use what their package needs for development, too. */
function declared({ dependencies, devDependencies }: Workspace, file: string): readonly string[] {
  return /\/test\/|\/src\/web\/|^services\/console\/[^/]+\.ts$/.test(file)
    ? [...dependencies, ...devDependencies]
    : dependencies;
}

const IMPORTS = [
  // import … from '…', export … from '…', import '…', import x = …
  /^[ \t]*(?:import|export)\b(?:[^'"`;()]*?\bfrom)?\s*['"]([^'"\n]+)['"]/gm,
  /\b(?:import|import\.meta\.resolve|require)\(\s*['"]([^'"\n]+)['"]/g,
  /\bnew URL\(\s*['"](\.[^'"\n]+\.[cm]?[jt]s)['"],\s*import\.meta\.url/g,
];

function importsOf(file: string, source: string): Import[] {
  return IMPORTS.flatMap((pattern) => [...source.matchAll(pattern)].map(([, specifier = '']) => ({ file, specifier })));
}

const files = globSync('{services,lib,cli,cdk8s,scripts,test,bench}/**/*.{ts,mjs}', {
  cwd: root,
  exclude: (path) => path.includes('node_modules'),
});

describe('imports', () => {
  it('follow the law of who may import whom, and the package.json of their package', () => {
    const all = files.flatMap((file) => importsOf(file, readFileSync(join(root, file), 'utf8')));
    assert.ok(all.length > 300, `only ${all.length} imports were found`);
    const faults = all.flatMap((one) => {
      const fault = judge(one);
      return fault ? `${one.file} imports ${one.specifier}: ${fault}` : [];
    });
    assert.deepEqual(faults, []);
  });

  const forbidden: readonly [string, string][] = [
    ['services/user_svc/src/app.ts', '../../job_svc/src/app.ts'],
    ['services/user_svc/src/app.ts', '@triptych/job_svc'],
    ['services/user_svc/src/app.ts', '../../lib/store/src/index.ts'],
    ['services/user_svc/src/app.ts', 'pg'],
    ['services/job_svc/src/app.ts', '@triptych/store'],
    ['services/job_svc/src/app.ts', '@types/pg'],
    ['services/lib/telemetry/src/run.ts', '@triptych/image_svc'],
    ['services/lib/telemetry/src/run.ts', '../../../image_svc/src/app.ts'],
    ['services/lib/contracts/src/job.ts', '@triptych/cli'],
    ['services/image_svc/src/app.ts', 'fs'],
    ['cli/src/trace/screen.ts', '@triptych/client/test/any-report'],
    ['bench/conversion.ts', '../cli/src/command.ts'],
    ['scripts/generate/compose.ts', '../../cli/src/command.ts'],
    ['test/stack/outage.test.ts', '../../cli/src/local/client.ts'],
    ['test/support/ask.ts', '../../cli/src/target.ts'],
  ];
  for (const [file, specifier] of forbidden) {
    it(`refuse ${specifier} in ${file}`, () => assert.ok(judge({ file, specifier })));
  }

  for (const file of USES_CLI) {
    it(`need cli in ${file}`, () => {
      const all = importsOf(file, readFileSync(join(root, file), 'utf8'));
      assert.ok(
        all.some(({ specifier }) => /(^|\/)cli\//.test(specifier)),
        `${file} can leave the list`,
      );
    });
  }

  it('are found however they are written', () => {
    const source = [
      "import a from 'one';",
      "import {\n  type b,\n} from 'two';",
      "import 'three';",
      "export * from 'four';",
      "const c = await import('five');",
      "const d = new URL('./six.ts', import.meta.url);",
      "// import e from a 'seven'",
    ].join('\n');
    const found = importsOf('x.ts', source).map(({ specifier }) => specifier);
    assert.deepEqual(found.sort(), ['./six.ts', 'five', 'four', 'one', 'three', 'two']);
  });
});
