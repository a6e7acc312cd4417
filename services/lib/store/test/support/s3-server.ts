import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePort } from '@triptych/telemetry/testing';

export interface S3Server {
  /** The folder that contains one folder for each bucket. */
  readonly data: string;
  readonly env: Readonly<Record<string, string>>;
  remove(): Promise<void>;
}

const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'triptych', AWS_SECRET_ACCESS_KEY: 'triptych-secret' };

/** Starts a real S3 server for one test file, on a free port, in a temporary folder. */
export async function startS3(): Promise<S3Server> {
  const program = await findProgram();
  const root = await mkdtemp(join(tmpdir(), 'store-s3-'));
  const [data, sidecar] = [join(root, 'data'), join(root, 'sidecar')];
  for (const folder of [data, sidecar]) await mkdir(folder);
  const address = `127.0.0.1:${await freePort()}`;
  const { AWS_ACCESS_KEY_ID: access, AWS_SECRET_ACCESS_KEY: secret } = CREDENTIALS;
  // Metadata beside the objects: not every file system has extended attributes.
  const backend = ['posix', '--sidecar', sidecar, data];
  const child = spawn(
    program,
    ['--port', address, '--access', access, '--secret', secret, '--keep-alive', '--quiet', ...backend],
    { cwd: root, stdio: 'ignore' },
  );
  const exited = once(child, 'exit');
  const abandon = () => void child.kill('SIGKILL');
  process.once('exit', abandon);
  const endpoint = `http://${address}`;
  await Promise.race([
    answering(endpoint),
    exited.then(([code]) => Promise.reject(new Error(`${program} ended with ${code}`))),
  ]);
  return {
    data,
    env: { ...CREDENTIALS, AWS_ENDPOINT_URL_S3: endpoint, AWS_REGION: 'us-east-1' },
    async remove() {
      child.kill('SIGKILL');
      await exited;
      process.off('exit', abandon);
      await rm(root, { recursive: true, force: true });
    },
  };
}

/** The binary in the cache, where `npm run test:unit` builds it beforehand. */
async function findProgram(): Promise<string> {
  const triptych = resolve(import.meta.dirname, '../../../../../cli/bin/triptych.mjs');
  const { stdout } = await promisify(execFile)(process.execPath, [triptych, 'build', 'versitygw', '--json']);
  const [{ path }] = JSON.parse(stdout) as [{ path: string }];
  return path;
}

async function answering(url: string): Promise<void> {
  for (;;) {
    const answer = await fetch(url).catch(() => undefined);
    await answer?.body?.cancel();
    if (answer) return;
    await delay(20);
  }
}
