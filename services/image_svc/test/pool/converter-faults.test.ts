import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import type { Problem } from '@triptych/contracts';
import { createFaults, type Faults } from '@triptych/faults';
import type { Server } from '@triptych/service';
import { folderStore } from '@triptych/store';
import { captureTelemetry } from '@triptych/telemetry/testing';
import { buildApp } from '../../src/app.ts';
import { loadConfig } from '../../src/config.ts';
import { DEFAULT_LIMITS } from '../../src/conversion/limits.ts';
import { withConverterFaults } from '../../src/pool/converter-faults.ts';
import { createPool, type Pool, type PoolEvent } from '../../src/pool/pool.ts';
import { plain } from '../support/pictures.ts';

const { telemetry, sample } = captureTelemetry('image_svc');
const picture = new Uint8Array(await plain('jpeg', 64, 48));
const DEADLINE_SECONDS = 1.5;

describe('converters', () => {
  const events: PoolEvent[] = [];
  let app: Server;
  let base: string;
  let pool: Pool;
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'image-svc-'));
    const faults = createFaults(
      { FAULT_INJECTION: true },
      { OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test' },
    ) as Faults;
    pool = createPool({
      size: 1,
      limits: { ...DEFAULT_LIMITS, deadlineSeconds: DEADLINE_SECONDS },
      onEvent: withConverterFaults(faults, (event) => events.push(event)),
    });
    app = await buildApp(loadConfig({}), { telemetry, store: folderStore(folder), pool, faults });
    base = await app.listen({ host: '127.0.0.1', port: 0 });
  });
  after(async () => {
    await app.close();
    await pool.close();
    await rm(folder, { recursive: true, force: true });
  });
  afterEach(() => end());

  const start = (options: object) =>
    fetch(`${base}/faults/converters`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ seconds: 60, ...options }),
    });
  const end = () => fetch(`${base}/faults/converters`, { method: 'DELETE' });
  /** Converts; resolves to status, problem code if there is one, and time taken. */
  const convert = async () => {
    const started = performance.now();
    const reply = await fetch(`${base}/image_svc/ConvertImage?format=webp&width=16`, { method: 'POST', body: picture });
    const body = await reply.arrayBuffer();
    const { code } = reply.ok ? {} : (JSON.parse(Buffer.from(body).toString()) as Partial<Problem>);
    return { status: reply.status, code, seconds: (performance.now() - started) / 1000 };
  };
  /** Reasons for which converters have ended since the last call. */
  const ended = () => events.splice(0).flatMap((event) => (event.type === 'exited' ? [event.reason] : []));

  it('that hang, and their replacements, are killed at the deadline', async () => {
    assert.equal((await convert()).status, 200);
    ended();
    assert.equal((await start({ mode: 'hang' })).status, 200);
    for (const _ of [1, 2]) {
      const { status, code, seconds } = await convert();
      assert.deepEqual([status, code], [422, 'conversion_timeout']);
      assert.ok(seconds >= DEADLINE_SECONDS);
    }
    await end();
    assert.equal((await convert()).status, 200);
    assert.deepEqual(ended(), ['deadline', 'deadline']);
  });

  it('that hang continue when the fault ends', async () => {
    await convert();
    ended();
    await start({ mode: 'hang' });
    const waiting = convert();
    setTimeout(end, 300);
    const { status, seconds } = await waiting;
    assert.equal(status, 200);
    assert.ok(seconds >= 0.29, `after ${seconds} s`);
    assert.deepEqual(ended(), []);
  });

  it('that crash lose their picture, until the fault ends', async () => {
    await convert();
    ended();
    await start({ mode: 'crash' });
    for (const _ of [1, 2]) assert.deepEqual((await convert()).code, 'converter_crashed');
    await end();
    assert.equal((await convert()).status, 200);
    assert.deepEqual(ended(), ['crashed', 'crashed']);
  });

  it('that are slow take longer, which the duration of conversions shows', async () => {
    const labels = { format_in: 'jpeg', format_out: 'webp', outcome: 'ok' };
    const spent = async () => (await sample('image_svc_conversion_duration_seconds_sum', labels)) ?? 0;
    await convert();
    ended();
    const before = await spent();
    await start({ mode: 'slow', delaySeconds: 0.4 });
    for (const _ of [1, 2]) assert.equal((await convert()).status, 200);
    const slow = (await spent()) - before;
    assert.ok(slow >= 0.79, `${slow} s`);
    await end();
    assert.equal((await convert()).status, 200);
    assert.deepEqual(ended(), []);
  });

  it('are not affected by unknown modes', async () => {
    const reply = await start({ mode: 'melt' });
    assert.equal(reply.status, 400);
    const { errors } = (await reply.json()) as Problem;
    assert.deepEqual(errors, [{ field: 'mode', message: 'must be one of hang, crash, slow' }]);
    assert.equal((await convert()).status, 200);
  });
});

describe('a pool without faults', () => {
  it('passes its events on unchanged', () => {
    const onEvent = () => {};
    assert.equal(withConverterFaults(undefined, onEvent), onEvent);
  });
});
