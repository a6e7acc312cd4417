import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { repository } from '../src/local/stack.ts';

const lock = {
  packages: {
    '': {},
    'node_modules/a': { version: '1.0.0' },
    'node_modules/other-os': { version: '1.0.0', optional: true },
  },
};

/** A project with the script, and an npm that is a shell script. */
function project(t: TestContext, installed: unknown, npm: string) {
  const root = mkdtempSync(join(tmpdir(), 'triptych-install-'));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  const put = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
    chmodSync(join(root, path), 0o755);
  };
  mkdirSync(join(root, 'scripts'));
  copyFileSync(join(repository, 'scripts/install.mjs'), join(root, 'scripts/install.mjs'));
  put('package-lock.json', JSON.stringify(lock));
  if (installed) put('node_modules/.package-lock.json', JSON.stringify(installed));
  put('node_modules/node/bin/node', '#!/bin/sh\n');
  put('bin/npm', `#!/bin/sh\necho "$@" >> ${root}/asked\n${npm}`);
  const env = { PATH: `${join(root, 'bin')}:/usr/bin:/bin` };
  const done = spawnSync(process.execPath, [join(root, 'scripts/install.mjs')], { env, encoding: 'utf8' });
  const asked = spawnSync('cat', [join(root, 'asked')], { encoding: 'utf8' }).stdout;
  return { code: done.status, said: done.stdout + done.stderr, asked };
}

test('says and does nothing when everything is installed', (t) => {
  const installed = { packages: { 'node_modules/a': { version: '1.0.0' } } };
  assert.deepEqual(project(t, installed, 'exit 1'), { code: 0, said: '', asked: '' });
});

test('installs missing packages and other versions, and says why', (t) => {
  const fresh = project(t, undefined, '');
  assert.equal(fresh.code, 0);
  assert.match(
    fresh.said,
    /^Installing npm packages: nothing is installed yet\.\nInstalling: 0 downloaded, 0 s, done\.\n$/,
  );
  assert.match(fresh.asked, /^ci /);
  const old = project(t, { packages: { 'node_modules/a': { version: '0.9.0' } } }, '');
  assert.match(old.said, /: a is another version\./);
});

test('uses "npm install" where "npm ci" refuses package-lock.json', (t) => {
  const { code, asked } = project(t, undefined, 'test "$1" = install || { echo "npm error code EUSAGE" >&2; exit 1; }');
  assert.equal(code, 0);
  assert.match(asked, /^ci .*\ninstall /);
});

test('a failure is shown with the messages of npm and what to do', (t) => {
  const { code, said } = project(t, undefined, 'echo "npm error code ENOTFOUND" >&2; exit 1');
  assert.equal(code, 1);
  assert.match(
    said,
    /Installing failed: npm ended with exit code 1\. The registry cannot be reached.*\n {4}npm error code ENOTFOUND\n/,
  );
});
