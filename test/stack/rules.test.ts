import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { globSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { alertmanagerConfig } from '../../cdk8s/src/parts/backends/receivers.ts';
import { undecided } from '../../cdk8s/src/template/undecided.ts';
import { defaults } from '../../cdk8s/src/values.ts';
import { programFile, repository } from '../support/programs.ts';

const folder = join(repository, 'backends');

/** Runs a program of a backend in backends/. Rejects with its output. */
async function run(name: string, args: readonly string[], cwd = folder, env = {}): Promise<string> {
  const program = programFile(name);
  const options = { cwd, env: { ...process.env, ...env }, timeout: 60_000 };
  const { stdout, stderr } = await promisify(execFile)(program, args, options).catch((error) => {
    throw new Error(`${name} ${args.join(' ')}\n${error.stdout}${error.stderr}`);
  });
  return stdout + stderr;
}

const rules = globSync('rules/*.yaml', { cwd: folder });

describe('rules', () => {
  // What they do is tested in test/alerts.
  it('are valid', async () => {
    assert.ok(rules.length > 0);
    await run('promtool', ['check', 'rules', '--lint=all', '--lint-fatal', ...rules]);
  });
});

describe('backends', () => {
  let prometheus: string;

  // Laid out as Prometheus needs it: backends/README.md.
  before(async () => {
    prometheus = await mkdtemp(join(tmpdir(), 'triptych-rules-'));
    await cp(join(folder, 'prometheus.yaml'), join(prometheus, 'prometheus.yaml'));
    await cp(join(folder, 'rules'), join(prometheus, 'rules'), { recursive: true });
    await mkdir(join(prometheus, 'targets'));
    for (const name of ['alertmanager', 'services', 'backends']) {
      await writeFile(join(prometheus, `targets/${name}.yaml`), '- targets: ["127.0.0.1:9093"]\n');
    }
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
    for (const path of rules) assert.ok(said.includes(path), `${path} is not in rule_files`);
  });

  for (const path of ['alertmanager.yaml', 'compose/alertmanager.yaml']) {
    it(`have a valid ${path}`, async () => {
      await run('amtool', ['check-config', path]);
    });
  }

  it('have an alertmanager.yaml that is valid without any receiver, as in the chart', async () => {
    const file = await readFile(join(folder, 'alertmanager.yaml'), 'utf8');
    const path = join(prometheus, 'alertmanager.yaml');
    await writeFile(path, alertmanagerConfig(file, undecided(defaults().alertmanager.receivers)));
    await run('amtool', ['check-config', path]);
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
