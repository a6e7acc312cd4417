import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loadConfig } from '../src/config.ts';

const urlOf = (env: Record<string, string>) => loadConfig(env).DATABASE_URL;

describe('the database of job_svc', () => {
  it('is that of DATABASE_URL, also where the variables of PostgreSQL name another one', () => {
    const url = 'postgres://a:b@c/d';
    assert.equal(urlOf({ DATABASE_URL: url, PGHOST: 'e', PGSSLMODE: 'allow', PGPORT: 'none' }), url);
  });

  it('is that of PGHOST and the variables beside it, with every character of the password', () => {
    const env = { PGHOST: 'db', PGUSER: 'a@b', PGPASSWORD: 'c@d/e#f?g', PGDATABASE: 'jobs', PGSSLMODE: 'verify-full' };
    assert.equal(urlOf(env), 'postgres://a%40b:c%40d%2Fe%23f%3Fg@db:5432/jobs?sslmode=verify-full');
    assert.match(urlOf({ ...env, PGHOST: '::1', PGPORT: '6543' }), /@\[::1\]:6543\/jobs/);
  });

  it('has a mode of TLS that clients of all versions understand alike', () => {
    for (const mode of ['prefer', 'require', 'verify-ca', 'verify-full']) {
      assert.equal(
        urlOf({ DATABASE_URL: `postgres://h/d?a=1&sslmode=${mode}&b=2` }),
        'postgres://h/d?a=1&sslmode=verify-full&b=2',
      );
    }
    for (const search of ['sslmode=disable', 'sslmode=no-verify', 'uselibpqcompat=true&sslmode=require']) {
      assert.equal(urlOf({ DATABASE_URL: `postgres://h/d?${search}` }), `postgres://h/d?${search}`);
    }
  });

  it('is refused with what to do when there is none, or the password breaks the URL; the message has no password', () => {
    assert.throws(() => urlOf({}), /set DATABASE_URL, or PGHOST/);
    for (const password of ['se/cret', 'se#cret', 'se?cret']) {
      assert.throws(
        () => urlOf({ DATABASE_URL: `postgres://user:${password}@host/db` }),
        ({ message }: Error) => /percent-encoded/.test(message) && !message.includes('cret'),
      );
    }
    assert.throws(() => urlOf({ PGHOST: 'db', PGSSLMODE: 'allow' }), /PGSSLMODE must be one of/);
  });
});
