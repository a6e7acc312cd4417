import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { SERVICE_NAMES } from '@triptych/parts';
import { cachedIn, tools } from '../../src/local/build/tools.ts';
import { chooseBacking } from '../../src/local/choose-backing.ts';
import { partsOf } from '../../src/local/parts/index.ts';
import { openStack, repository } from '../../src/local/stack.ts';

/** A stack on a machine whose "docker" is this script, and whose cache has all binaries or none. */
function machine(t: TestContext, docker: string | undefined, { built = false, env = {} } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'triptych-backing-'));
  t.after(() => rmSync(folder, { recursive: true }));
  if (docker !== undefined) {
    writeFileSync(join(folder, 'docker'), `#!/bin/sh\n${docker}\n`);
    chmodSync(join(folder, 'docker'), 0o755);
  }
  const all = { PATH: `${folder}:/usr/bin:/bin`, HOME: folder, XDG_CACHE_HOME: join(folder, 'cache'), ...env };
  // Nothing of the machine that runs this test.
  if (docker === undefined) all.PATH = folder;
  const stack = openStack(0, { ...all, TRIPTYCH_DIR: join(folder, 'stack') }, repository);
  if (built) {
    for (const tool of tools) {
      const path = cachedIn(tool, stack.root, stack.env);
      mkdirSync(path, { recursive: true });
      writeFileSync(join(path, tool.name), '');
    }
  }
  return stack;
}

const everything = 'echo 20.10.24';
const noImages = 'case $1 in version) echo 20.10.24 ;; *) exit 1 ;; esac';
const stuck = 'exec sleep 60';

test('the backends are processes where no engine is installed', async (t) => {
  const { kind, backing } = await chooseBacking(machine(t, undefined));
  assert.equal(kind, 'local');
  assert.ok(backing.parts.every(({ image }) => image === undefined));
});

test('the backends are processes where the engine does not answer within a second', async (t) => {
  const startedAt = performance.now();
  assert.equal((await chooseBacking(machine(t, stuck))).kind, 'local');
  assert.ok(performance.now() - startedAt < 3000);
});

test('the backends are containers where the engine has their images', async (t) => {
  const stack = machine(t, everything, { built: true });
  const { kind, backing } = await chooseBacking(stack);
  assert.equal(kind, 'docker');
  const containers = backing.parts.filter(({ image }) => image !== undefined).map(({ name }) => name);
  assert.deepEqual(containers, ['otelcol', 'prometheus', 'alertmanager', 'jaeger', 'loki', 'grafana']);
  const processes = backing.parts.filter(({ image }) => image === undefined).map(({ name }) => name);
  assert.deepEqual(processes, ['postgres', ...SERVICE_NAMES.toReversed()]);
  const page = backing.parts.find(({ name }) => name === 'console')?.launch(stack, '').defaults;
  assert.deepEqual([page?.JAEGER_PAGE_URL, page?.GRAFANA_URL], ['http://127.0.0.1:16686', 'http://127.0.0.1:3000']);
  // Nothing has to be pulled.
  for (const part of backing.parts) if (part.image) assert.equal(backing.binaries.find(part), '');
});

test('the backends are processes where they are built and images would have to be pulled', async (t) => {
  assert.equal((await chooseBacking(machine(t, noImages, { built: true }))).kind, 'local');
});

test('a binary of the user is preferred to images', async (t) => {
  assert.equal(
    (await chooseBacking(machine(t, everything, { env: { TRIPTYCH_LOKI_BIN: '/bin/true' } }))).kind,
    'local',
  );
});

test('the kind that the user names is used', async (t) => {
  assert.equal((await chooseBacking(machine(t, everything), 'local')).kind, 'local');
  const { kind, backing } = await chooseBacking(machine(t, noImages, { built: true }), 'docker');
  assert.equal(kind, 'docker');
  const missing = backing.parts.filter((part) => part.image && backing.binaries.find(part) === undefined);
  assert.equal(missing.length, 6);
});

test('containers without an engine are refused, with what to do', async (t) => {
  await assert.rejects(chooseBacking(machine(t, undefined), 'docker'), /no container engine answers.*--backends local/);
});

test('both kinds have parts of the same names on the same ports, and Grafana runs in containers only', async (t) => {
  const stack = machine(t, everything);
  const { backing } = await chooseBacking(stack, 'docker');
  for (const part of partsOf(stack)) {
    const same = backing.parts.find(({ name }) => name === part.name);
    for (const [name, port] of Object.entries(same?.ports ?? {})) assert.equal(part.ports[name], port, part.name);
    assert.equal(Object.values(same?.ports ?? {})[0], Object.values(part.ports)[0], part.name);
  }
  assert.equal(backing.parts.length, partsOf(stack).length + 1);
});
