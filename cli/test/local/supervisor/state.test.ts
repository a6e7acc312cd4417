import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { tryLock } from '../../../src/local/lock.ts';
import { identify, isAlive } from '../../../src/local/processes.ts';
import { openStack } from '../../../src/local/stack.ts';
import { logPath, openLog, tail } from '../../../src/local/supervisor/logs.ts';
import { readState, removeState, writeState } from '../../../src/local/supervisor/state.ts';
import { temporaryStack } from '../../support/parts.ts';

test('each offset has a folder of its own', () => {
  assert.equal(openStack(0, {}, '/repo').dir, '/repo/.triptych');
  assert.equal(openStack(100, {}, '/repo').data, '/repo/.triptych/offset-100/data');
  assert.equal(openStack(100, { TRIPTYCH_DIR: '/elsewhere' }, '/repo').logs, '/elsewhere/offset-100/logs');
});

test('the state is read as it was written, by its user alone, and is undefined without a file', () => {
  const stack = temporaryStack();
  assert.equal(readState(stack), undefined);
  const state = { supervisor: { pid: 1, start: 'a' }, socket: '/s', processes: [{ name: 'x', pid: 2, start: 'b' }] };
  writeState(stack, state);
  assert.deepEqual(readState(stack), state);
  assert.equal(statSync(join(stack.run, 'state.json')).mode & 0o777, 0o600);
  removeState(stack);
  assert.equal(readState(stack), undefined);
});

test('a process is distinguished from a later one with the same number', () => {
  const self = identify(process.pid);
  assert.ok(self && isAlive(self));
  assert.equal(isAlive({ pid: process.pid, start: 'another time' }), false);
});

test('a lock has one holder; the lock of a process that has ended is taken over', () => {
  const path = join(temporaryStack().run, 'lock');
  const lock = tryLock(path);
  assert.ok('release' in lock);
  assert.deepEqual(tryLock(path), { holder: identify(process.pid) });
  lock.release();
  writeFileSync(path, JSON.stringify({ pid: process.pid, start: 'another time' }));
  assert.ok('release' in tryLock(path));
});

test('a large log is put aside at the start, and its last lines can be read', () => {
  const stack = temporaryStack();
  const path = logPath(stack, 'part');
  mkdirSync(stack.logs, { recursive: true });
  writeFileSync(path, 'x'.repeat(10_000_001));
  assert.equal(openLog(stack, 'part').size, 0);
  assert.equal(readFileSync(`${path}.1`).length, 10_000_001);
  writeFileSync(path, 'before\none\ntwo\nthree\n');
  const { size } = openLog(stack, 'part');
  assert.deepEqual(tail(path, 2), ['two', 'three']);
  assert.deepEqual(tail(path, 10, 'before\n'.length), ['one', 'two', 'three']);
  assert.deepEqual(tail(path, 10, size), []);
  assert.deepEqual(tail(join(stack.logs, 'absent'), 10), []);
});
