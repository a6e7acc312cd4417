import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { globSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { findProgram } from '../../cli/src/local/binaries.ts';
import { openStack } from '../../cli/src/local/stack.ts';

const stack = openStack();
const folder = join(stack.root, 'backends');

/** Runs a programme that comes with a backend, in backends/; rejects with what it says. */
async function run(name: string, args: readonly string[], cwd = folder, env = {}): Promise<string> {
  const program = findProgram(name, stack);
  assert.ok(program, `${name} is not there: run "npx triptych build"`);
  const options = { cwd, env: { ...process.env, ...env }, timeout: 60_000 };
  const { stdout, stderr } = await promisify(execFile)(program, args, options).catch((error) => {
    throw new Error(`${name} ${args.join(' ')}\n${error.stdout}${error.stderr}`);
  });
  return stdout + stderr;
}

describe('alert rules', () => {
  const tests = globSync('rules/*.test.yaml', { cwd: folder });
  const rules = globSync('rules/*.yaml', { cwd: folder }).filter((path) => !tests.includes(path));

  it('have a test for every file', () => {
    assert.ok(rules.length > 0);
    assert.deepEqual(tests.sort(), rules.map((path) => path.replace('.yaml', '.test.yaml')).sort());
  });

  it('are valid', async () => {
    await run('promtool', ['check', 'rules', '--lint=all', '--lint-fatal', ...rules]);
  });

  for (const path of tests) {
    it(`fire and stay quiet as ${path} says`, async () => {
      await run('promtool', ['test', 'rules', path]);
    });
  }
});

describe('backends', () => {
  let prometheus: string;

  // Laid out as Prometheus needs it: backends/README.md.
  before(async () => {
    prometheus = await mkdtemp(join(tmpdir(), 'triptych-rules-'));
    await cp(join(folder, 'prometheus.yaml'), join(prometheus, 'prometheus.yaml'));
    await cp(join(folder, 'rules'), join(prometheus, 'rules'), { recursive: true });
    await mkdir(join(prometheus, 'targets'));
    await writeFile(join(prometheus, 'targets/alertmanager.yaml'), '- targets: ["127.0.0.1:9093"]\n');
  });
  after(() => rm(prometheus, { recursive: true, force: true }));

  it('have a valid prometheus.yaml, with every file it names', async () => {
    const said = await run(
      'promtool',
      ['check', 'config', '--lint=all', '--lint-fatal', 'prometheus.yaml'],
      prometheus,
    );
    assert.doesNotMatch(said, /WARNING/);
  });

  it('have a prometheus.yaml that loads every rule', async () => {
    const said = await run('promtool', ['check', 'config', 'prometheus.yaml'], prometheus);
    const files = globSync('rules/*.yaml', { cwd: folder }).filter((path) => !path.endsWith('.test.yaml'));
    for (const path of files) assert.ok(said.includes(path), `${path} is not in rule_files`);
  });

  it('have a valid alertmanager.yaml', async () => {
    await run('amtool', ['check-config', 'alertmanager.yaml']);
  });

  // A password of digits is text, too.
  const database = { JAEGER_STORAGE_URL: 'http://a:1,http://b:2', JAEGER_STORAGE_PASSWORD: '12345' };
  for (const storage of ['badger', 'elasticsearch', 'cassandra']) {
    it(`have a valid configuration of Jaeger on ${storage}`, async () => {
      const files = ['jaeger.yaml', `jaeger-${storage}.yaml`].flatMap((file) => ['--config', file]);
      await run('jaeger', ['validate', ...files], folder, database);
    });
  }

  for (const store of ['filesystem', 's3']) {
    it(`have a valid configuration of Loki on ${store}`, async () => {
      const args = ['-config.file=loki.yaml', '-config.expand-env=true', '-verify-config'];
      await run('loki', args, folder, { LOKI_OBJECT_STORE: store });
    });
  }
});
