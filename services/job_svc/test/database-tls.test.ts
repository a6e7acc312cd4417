import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Client } from 'pg';
import { loadConfig } from '../src/config.ts';
import { type Authority, createAuthority } from './support/authority.ts';
import { startInstance } from './support/instance.ts';
import { type Postgres, startPostgres } from './support/postgres.ts';

/** Every character that has a meaning in a URL, and what looks like an escape. */
const PASSWORD = 'p@ss/w#rd?%41:&= +"\'';

describe('a PostgreSQL with TLS, a password and a private authority', () => {
  let authority: Authority;
  let postgres: Postgres;
  let elsewhere: Postgres;
  before(async () => {
    authority = createAuthority();
    const secured = { auth: 'scram-sha-256', password: PASSWORD } as const;
    [postgres, elsewhere] = await Promise.all([
      startPostgres({ ...secured, tls: authority.sign('127.0.0.1') }),
      startPostgres({ ...secured, tls: authority.sign('other.example.com') }),
    ]);
  });
  after(async () => {
    await Promise.all([postgres?.remove(), elsewhere?.remove()]);
    authority?.remove();
  });

  const parts = ({ port }: Postgres, mode: string) => ({
    PGHOST: '127.0.0.1',
    PGPORT: `${port}`,
    PGUSER: 'triptych',
    PGPASSWORD: PASSWORD,
    PGDATABASE: 'postgres',
    PGSSLMODE: mode,
  });
  const url = ({ port }: Postgres, search: string) =>
    `postgres://triptych:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}/postgres?${search}`;

  /** Connects as job_svc does, in this process, which does not know the authority. */
  async function connect(env: Record<string, string>): Promise<string> {
    const client = new Client({ connectionString: loadConfig(env).DATABASE_URL });
    try {
      await client.connect();
      const { rows } = await client.query<{ version: string }>(
        'SELECT version FROM pg_stat_ssl WHERE pid = pg_backend_pid()',
      );
      return rows[0]?.version ?? 'no TLS';
    } finally {
      await client.end().catch(() => {});
    }
  }

  for (const [how, env] of [
    ['the variables of PostgreSQL and NODE_EXTRA_CA_CERTS', () => parts(postgres, 'verify-full')],
    ['a URL and NODE_EXTRA_CA_CERTS', () => ({ DATABASE_URL: url(postgres, 'sslmode=require') })],
  ] as const) {
    it(`serves job_svc by ${how}`, async () => {
      const job_svc = await startInstance({ ...env(), NODE_EXTRA_CA_CERTS: authority.certificate });
      try {
        assert.equal((await fetch(`${job_svc.base}/health/ready`)).status, 200);
      } finally {
        await job_svc.end('SIGTERM');
      }
    });
  }

  it('is verified with the authority of a file that the settings name', async () => {
    const root = { PGSSLROOTCERT: authority.certificate };
    assert.equal(await connect({ ...parts(postgres, 'verify-full'), ...root }), 'TLSv1.3');
    const search = `sslmode=verify-full&sslrootcert=${authority.certificate}`;
    assert.equal(await connect({ DATABASE_URL: url(postgres, search) }), 'TLSv1.3');
  });

  for (const mode of ['verify-full', 'verify-ca', 'require', 'prefer']) {
    it(`is refused with sslmode=${mode} when its authority is unknown, or its certificate is for another host`, async () => {
      await assert.rejects(connect(parts(postgres, mode)), /unable to verify|self-signed certificate/);
      await assert.rejects(
        connect({ ...parts(elsewhere, mode), PGSSLROOTCERT: authority.certificate }),
        /does not match certificate's altnames/,
      );
    });
  }

  it('is encrypted but not verified with no-verify, and refuses a connection without TLS', async () => {
    assert.equal(await connect(parts(elsewhere, 'no-verify')), 'TLSv1.3');
    await assert.rejects(connect(parts(postgres, 'disable')), /no pg_hba.conf entry .* no encryption/);
  });
});
