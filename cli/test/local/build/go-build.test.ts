import assert from 'node:assert/strict';
import { chmodSync, cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { findProgram, makeTool } from '../../../src/local/build/binaries.ts';
import { explainFailure } from '../../../src/local/build/failure.ts';
import { isAtLeast } from '../../../src/local/build/go-version.ts';
import { cacheDir, cachedIn, cacheKey, sourceDir, type Tool, tools } from '../../../src/local/build/tools.ts';
import { tryLock } from '../../../src/local/lock.ts';
import { openStack, repository } from '../../../src/local/stack.ts';
import type { BuildProgress } from '../../../src/local/supervisor/supervisor.ts';
import { temporaryStack } from '../../support/parts.ts';

const tool = tools.find(({ name }) => name === 'alertmanager') as Tool;

/** A copy of a tool's module and an empty cache; `go` is this shell script where one is given. */
function workshop(go?: string) {
  const { dir } = temporaryStack();
  const bin = join(dir, 'bin');
  mkdirSync(bin, { recursive: true });
  if (go !== undefined) {
    writeFileSync(join(bin, 'go'), `#!/bin/sh\n${go}`);
    chmodSync(join(bin, 'go'), 0o755);
  }
  const stack = openStack(
    0,
    { XDG_CACHE_HOME: join(dir, 'cache'), PATH: `${bin}:/usr/bin:/bin`, TRIPTYCH_DIR: dir },
    dir,
  );
  cpSync(sourceDir(tool, repository), sourceDir(tool, dir), { recursive: true });
  const shown: string[] = [];
  const abort = new AbortController();
  const progress: BuildProgress = {
    signal: abort.signal,
    show: (state, detail) => void shown.push(`${state} ${detail}`.trim()),
    working() {},
  };
  return { stack, shown, progress, abort };
}

const fakeGo = `
if [ "$1" = env ]; then echo go1.26.8; exit; fi
if [ "$2" = -find ]; then mkdir -p "$XDG_CACHE_HOME/published"; echo "$XDG_CACHE_HOME/published"; exit; fi
if [ "$1" = list ]; then echo 'go: downloading example.com/a v1' >&2; printf 'a/b\\nc/d\\n'; exit; fi
grep -q 'alertmanager => ./module' go.mod && test -e module/ui/app/dist/index.html.gz || exit 1
while [ "$1" != -o ]; do shift; done
echo a/b >&2; echo c/d >&2; echo made > "$2/alertmanager"; echo made > "$2/amtool"
`;

test('the key of a binary changes with its module, how it is built, and the platform', () => {
  const { stack } = workshop();
  const key = cacheKey(tool, stack.root, 'linux-x64');
  assert.equal(cacheKey(tool, repository, 'linux-x64'), key);
  assert.notEqual(cacheKey(tool, stack.root, 'linux-arm64'), key);
  assert.notEqual(cacheKey({ ...tool, ldflags: '' }, stack.root, 'linux-x64'), key);
  assert.notEqual(cacheKey({ ...tool, version: '0' }, stack.root, 'linux-x64'), key);
  writeFileSync(join(sourceDir(tool, stack.root), 'go.sum'), '');
  assert.notEqual(cacheKey(tool, stack.root, 'linux-x64'), key);
});

test('a build shows its progress, and puts all programs into the cache at once', async () => {
  const { stack, shown, progress } = workshop(fakeGo);
  assert.equal(findProgram('amtool', stack), undefined);
  const made = await makeTool(tool, stack, progress);
  assert.equal(made, join(cachedIn(tool, stack.root, stack.env), 'alertmanager'));
  assert.equal(findProgram('amtool', stack), join(dirname(made), 'amtool'));
  assert.deepEqual(shown, [
    'downloading',
    'downloading 1 modules',
    'building 0/2 packages',
    'building 1/2 packages',
    'building linking',
  ]);
  assert.deepEqual(readdirSync(join(cacheDir(stack.env), 'bin')), [`alertmanager-${cacheKey(tool, stack.root)}`]);
  await makeTool(tool, stack, progress);
  assert.equal(shown.length, 5, 'not built again');
});

test('two builds do not collide: the second waits and names the first', async () => {
  const { stack, shown, progress } = workshop(fakeGo);
  const lock = tryLock(join(cacheDir(stack.env), 'locks', tool.name));
  assert.ok('release' in lock);
  setTimeout(() => lock.release(), 100);
  await makeTool(tool, stack, progress);
  assert.equal(shown[0], `waiting for process ${process.pid}, which is building it`);
});

test('a missing Go, and a Go that is too old, are reported with what to do', async () => {
  const none = workshop();
  // Without the system's folders, one of which may hold a real one.
  none.stack.env.PATH = '/nonexistent';
  await assert.rejects(
    makeTool(tool, none.stack, none.progress),
    /Go is not installed.*install Go 1\.26.*TRIPTYCH_ALERTMANAGER_BIN/,
  );
  const old = workshop('echo go1.19.8');
  await assert.rejects(makeTool(tool, old.stack, old.progress), /Go 1\.19\.8 is too old.*install Go 1\.26/);
});

test('a build that fails leaves nothing in the cache, and its last lines are shown', async () => {
  const go = `if [ "$1" = env ]; then echo go1.26.8; else echo 'go: example.com/a: dial tcp: no such host' >&2; exit 1; fi`;
  const { stack, progress } = workshop(go);
  await assert.rejects(makeTool(tool, stack, progress), (error: Error) => {
    assert.match(
      error.message,
      /^building alertmanager failed \(exit code 1\)\. Modules could not be downloaded: check the network/,
    );
    assert.match(error.message, /\n {4}go: example\.com\/a: dial tcp: no such host\n/);
    return true;
  });
  assert.deepEqual(readdirSync(join(cacheDir(stack.env), 'bin')), []);
});

test('a build stops when it is aborted', async () => {
  const { stack, progress, abort } = workshop('if [ "$1" = env ]; then echo go1.26.8; else exec sleep 60; fi');
  const startedAt = Date.now();
  setTimeout(() => abort.abort(), 300);
  await assert.rejects(makeTool(tool, stack, progress), { name: 'AbortError' });
  assert.ok(Date.now() - startedAt < 10_000);
});

test('each cause of a failed build has its remedy, and names of compiled packages are not shown', () => {
  const { stack } = workshop();
  const explain = (...lines: string[]) =>
    explainFailure(tool, 'exit code 1', ['github.com/a/b', ...lines], stack.env).message;
  assert.match(explain('write /x: no space left on device'), /The disk is full.*GB are free/);
  assert.match(explain('compile: signal: killed'), /lack of memory/);
  assert.match(explain('verifying module: checksum mismatch'), /go clean -modcache/);
  assert.match(
    explain('./main.go:7:2: undefined: x'),
    /If you changed sources under cli\/tools.*\n {4}\.\/main\.go:7:2: undefined: x\n/,
  );
  assert.doesNotMatch(explain('x'), /github/);
});

test('a binary of the user is used, and its absence is an error', () => {
  const stack = openStack(0, { TRIPTYCH_JAEGER_BIN: process.execPath });
  assert.equal(findProgram('jaeger', stack), process.execPath);
  const absent = openStack(0, { TRIPTYCH_JAEGER_BIN: '/nonexistent' });
  assert.throws(() => findProgram('jaeger', absent), /TRIPTYCH_JAEGER_BIN is \/nonexistent, and there is no such file/);
});

test('versions of Go are compared by number', () => {
  assert.ok(
    isAtLeast('1.26.8', '1.26.5') &&
      isAtLeast('1.26', '1.26.0') &&
      isAtLeast('1.100', '1.26') &&
      isAtLeast('1.27rc1', '1.26.5'),
  );
  assert.ok(!isAtLeast('1.26.0', '1.26.5') && !isAtLeast('1.9.9', '1.26'));
});
