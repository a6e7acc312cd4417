import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { portOf } from '../../../src/local/parts/address.ts';
import { describePart } from '../../../src/local/parts/index.ts';
import { databaseUrl, postgres } from '../../../src/local/parts/postgres.ts';
import { processTable, waitFor } from '../../../src/local/processes.ts';
import { openStack } from '../../../src/local/stack.ts';
import { PartRunner } from '../../../src/local/supervisor/part-runner.ts';
import { freePort, temporaryStack } from '../../support/parts.ts';

interface Client {
  connect(): Promise<void>;
  query(sql: string): Promise<{ rows: Record<string, unknown>[] }>;
  end(): Promise<void>;
}
// It has no types; this is all that is needed of it.
const { Client } = createRequire(import.meta.url)('pg') as {
  Client: new (options: { connectionString: string }) => Client;
};

async function ask(url: string, ...sql: string[]) {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    let rows: Record<string, unknown>[] = [];
    for (const one of sql) ({ rows } = await client.query(one));
    return rows;
  } finally {
    await client.end();
  }
}

test('starts, answers, stops fast with a client connected, and has its data when it starts again', async (t) => {
  const stack = temporaryStack((await freePort()) - portOf(openStack(), 'postgres', 'sql'));
  const runner = new PartRunner(describePart('postgres', postgres), {
    stack,
    note: (text) => t.diagnostic(text),
    changed() {},
  });
  t.after(() => runner.stop());
  runner.start();
  assert.ok(await waitFor(() => runner.state === 'ready', 60_000), runner.detail);

  const url = databaseUrl(stack);
  assert.equal(statSync(join(stack.data, 'postgres-password')).mode & 0o777, 0o600);
  const rows = await ask(
    url,
    'CREATE TABLE kept (n int)',
    'INSERT INTO kept VALUES (7)',
    'SELECT current_user, current_database()',
  );
  assert.deepEqual(rows, [{ current_user: 'triptych', current_database: 'triptych' }]);
  await assert.rejects(ask(url.replace(/:[0-9a-f]+@/, ':wrong@')), /password authentication failed/);

  const idle = new Client({ connectionString: url });
  (idle as unknown as NodeJS.EventEmitter).on('error', () => {});
  await idle.connect();
  const main = runner.process?.pid ?? 0;
  const family = processTable().filter(({ pid, parent }) => pid === main || parent === main);
  assert.ok(family.length > 1);
  const before = Date.now();
  await runner.stop();
  assert.ok(Date.now() - before < 10_000);
  const alive = processTable().filter(({ pid, start }) => family.some((one) => one.pid === pid && one.start === start));
  assert.deepEqual(alive, []);

  runner.start();
  assert.ok(await waitFor(() => runner.state === 'ready', 30_000), runner.detail);
  assert.deepEqual(await ask(url, 'SELECT n FROM kept'), [{ n: 7 }]);
});

test('DATABASE_URL replaces the bundled database', () => {
  const stack = temporaryStack();
  const url = 'postgres://someone@elsewhere/db';
  assert.equal(databaseUrl({ ...stack, env: { ...stack.env, DATABASE_URL: url } }), url);
});
