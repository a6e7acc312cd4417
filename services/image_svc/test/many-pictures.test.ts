import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, statfsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { type ClientRequest, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, it, type TestContext } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type { LogLine } from '@triptych/telemetry/testing';
import { scratchFolder } from '../src/pool/scratch-folder.ts';
import { plain } from './support/pictures.ts';

const MIB = 1024 * 1024;
const PICTURES = 64;
const PICTURE_BYTES = 25 * MIB;
const main = join(import.meta.dirname, '../src/main.ts');

describe('image_svc with many pictures on their way', { skip: process.platform !== 'linux' }, () => {
  let folder: string;
  let scratch: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'image-svc-'));
    scratch = await mkdtemp(join(folderWithSpace(), 'image-svc-'));
  });
  after(async () => {
    await rm(folder, { recursive: true, force: true });
    await rm(scratch, { recursive: true, force: true });
  });

  async function startService(t: TestContext): Promise<{ child: ChildProcess; url: string }> {
    const env = {
      PATH: process.env.PATH,
      PORT: '0',
      STORE_DIR: join(folder, 'store'),
      SCRATCH_DIR: scratch,
      SCRATCH_BYTES: String(2 * PICTURES * PICTURE_BYTES),
      OTEL_SDK_DISABLED: 'true',
    };
    const child = spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    t.after(() => child.kill('SIGKILL'));
    for await (const line of createInterface({ input: child.stdout })) {
      const { message, metadata } = JSON.parse(line) as LogLine;
      if (message !== 'service started') continue;
      child.stdout.resume();
      return { child, url: `http://127.0.0.1:${metadata.port}/image_svc/ConvertImage?format=png` };
    }
    throw new Error('the service ended before it started');
  }

  it('keeps its own memory flat, and a kill leaves no picture behind', async (t) => {
    const { child, url } = await startService(t);
    const picture = new Uint8Array(await plain('jpeg', 64, 48));
    const convert = async (at: string) => (await fetch(at, { method: 'POST', body: picture })).status;
    assert.equal(await convert(url), 200);
    const memory = residentBytes(child);
    const used = usedBytes(scratch);

    const uploads = await Promise.all(Array.from({ length: PICTURES }, () => uploadAllButEnd(url)));
    await until(() => usedBytes(scratch) - used > PICTURES * (PICTURE_BYTES - MIB));
    const growth = residentBytes(child) - memory;
    t.diagnostic(`${Math.round(growth / MIB)} MiB more for ${(PICTURES * PICTURE_BYTES) / MIB} MiB of pictures`);
    assert.ok(growth < 150 * MIB, `${growth} bytes more`);

    child.kill('SIGKILL');
    await once(child, 'exit');
    for (const upload of uploads) upload.destroy();
    assert.deepEqual(readdirSync(scratch), []);
    await until(() => usedBytes(scratch) - used < PICTURE_BYTES);
    const restarted = await startService(t);
    assert.equal(await convert(restarted.url), 200);
    assert.deepEqual(readdirSync(scratch), []);
  });
});

/** Memory, unless it has too little space, as in a container with the default size. */
function folderWithSpace(): string {
  const memory = scratchFolder();
  const { bavail, bsize } = statfsSync(memory);
  return bavail * bsize > 2 * PICTURES * PICTURE_BYTES ? memory : tmpdir();
}

/** Sends a picture but for its last byte; resolves once the rest is on its way. */
async function uploadAllButEnd(url: string): Promise<ClientRequest> {
  const upload = request(url, { method: 'POST', headers: { 'content-length': PICTURE_BYTES } });
  upload.on('error', () => {});
  const chunk = Buffer.alloc(MIB, 1);
  for (let sent = MIB; sent < PICTURE_BYTES; sent += MIB) if (!upload.write(chunk)) await once(upload, 'drain');
  await new Promise((written) => upload.write(chunk.subarray(1), written));
  return upload;
}

function usedBytes(path: string): number {
  const { blocks, bfree, bsize } = statfsSync(path);
  return (blocks - bfree) * bsize;
}

function residentBytes({ pid }: ChildProcess): number {
  return Number(readFileSync(`/proc/${pid}/status`, 'utf8').match(/VmRSS:\s+(\d+)/)?.[1]) * 1024;
}

async function until(isSo: () => boolean): Promise<void> {
  const end = performance.now() + 30_000;
  while (!isSo()) {
    assert.ok(performance.now() < end, 'not within 30 s');
    await wait(20);
  }
}
