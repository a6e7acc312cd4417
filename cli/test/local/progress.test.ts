import assert from 'node:assert/strict';
import { test } from 'node:test';
import { progressTable } from '../../src/local/progress.ts';
import { type PartView, settled, trouble } from '../../src/local/view.ts';

const view = (name: string, more: Partial<PartView>): PartView => ({
  name,
  state: 'ready',
  detail: '',
  since: 0,
  failures: 0,
  ...more,
});

test('a row fits the terminal: a row that wraps could not be redrawn', () => {
  const parts = [
    view('a', { readyAfterMs: 400 }),
    view('bb', { state: 'restarting', detail: 'x'.repeat(100), since: 1000 }),
  ];
  const rows = progressTable(parts, 40, 3000);
  assert.match(rows[0] ?? '', /^ {2}a {3}\S*ready\S* +0\.4 s$/);
  assert.match(rows[1] ?? '', /^ {2}bb {2}\S*restarting\S* {2}2\.0 s {2}x+$/);
  assert.ok(rows.every((row) => row.length < 40 || process.stdout.isTTY));
});

test('there is nothing to wait for when each part is ready or in trouble', () => {
  assert.equal(settled([view('a', {}), view('b', { state: 'building' })]), false);
  assert.equal(settled([view('a', {}), view('b', { state: 'failed' })]), true);
  assert.equal(settled([view('a', { state: 'failed' }), view('b', { state: 'waiting', detail: 'for a' })]), true);
  assert.equal(settled([view('a', { state: 'restarting', failures: 2 })]), false);
  assert.match(trouble(view('a', { state: 'restarting', failures: 5 })) ?? '', /5 times in a row/);
  assert.match(trouble(view('a', { state: 'starting', since: Date.now() - 121_000 })) ?? '', /not ready after 120 s/);
});
