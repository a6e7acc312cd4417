import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Problem } from '@triptych/contracts';
import type { LogLine } from '@triptych/telemetry/testing';
import { plain } from './support/pictures.ts';

const main = join(import.meta.dirname, '../src/main.ts');

describe('the process of image_svc', () => {
  it('can stop its converters for a fault, and stopped converters do not outlive it', async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'image-svc-'));
    t.after(() => rm(folder, { recursive: true, force: true }));
    const env = {
      PATH: process.env.PATH,
      PORT: '0',
      POOL_SIZE: '1',
      STORE_DIR: folder,
      OTEL_SDK_DISABLED: 'true',
      FAULT_INJECTION: 'true',
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
    };
    const child = spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    t.after(() => child.kill('SIGKILL'));
    const lines: LogLine[] = [];
    const output = createInterface({ input: child.stdout }).on('line', (line) => lines.push(JSON.parse(line)));
    const find = (message: string) => lines.find((line) => line.message === message);
    while (!find('service started')) await once(output, 'line');
    const base = `http://127.0.0.1:${find('service started')?.metadata.port}`;
    const start = (mode: string) =>
      fetch(`${base}/faults/converters`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ mode, seconds: 60 }),
      });
    const picture = new Uint8Array(await plain('jpeg', 8, 8));
    const convert = () => fetch(`${base}/image_svc/ConvertImage?format=png`, { method: 'POST', body: picture });
    await start('crash');
    assert.equal(((await (await convert()).json()) as Problem).code, 'converter_crashed');

    await start('slow');
    assert.equal((await convert()).status, 200);
    await start('hang');
    const [converter] = converters().filter(({ parent }) => parent === child.pid);
    assert.match(converter?.state ?? '', /^T/);
    child.kill('SIGKILL');
    const until = performance.now() + 5000;
    while (converters().some(({ pid }) => pid === converter?.pid)) {
      assert.ok(performance.now() < until, 'the converter outlives the service');
      await delay(20);
    }
  });
});

/** Converter processes of all services on this machine. */
function converters() {
  const table = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,stat=,args='], { encoding: 'utf8' });
  return table
    .split('\n')
    .filter((line) => line.includes('converter.ts'))
    .map((line) => line.trim().split(/\s+/))
    .map(([pid, parent, state]) => ({ pid: Number(pid), parent: Number(parent), state }));
}
