import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { DEFAULT_LIMITS } from '../../src/conversion/limits.ts';
import { createPool, type Pool, type PoolEvent, type PoolOptions } from '../../src/pool/pool.ts';
import { failure, noise, plain } from '../support/pictures.ts';
import { convertBytes } from '../support/pool.ts';

const SMALL = { format: 'webp', width: 16 } as const;
/** Many seconds of work in native code, like a decoder that hangs. */
const ENDLESS = { format: 'avif', effort: 9 } as const;

const easy = await plain('jpeg', 64, 48);
const hard = await noise(2000, 2000).jpeg().toBuffer();

describe('pool', { concurrency: 2 }, () => {
  test('a picture is converted in another process, and the result has the times of wait and conversion', async () => {
    await using pool = watched({ size: 1 });
    const calls: string[] = [];
    const { picture, result, timing } = await pool.convert(easy, SMALL, { onStart: () => calls.push('start') });
    assert.equal(result.output.width, 16);
    assert.equal(picture.length, result.output.bytes);
    assert.ok(timing.queuedAt < timing.startedAt && timing.startedAt < timing.finishedAt);
    assert.ok((timing.finishedAt - timing.startedAt) / 1000 >= result.duration_seconds);
    assert.ok(Math.abs(Date.now() - timing.finishedAt) < 5_000);
    assert.deepEqual(calls, ['start']);
  });

  test('processes start on demand, up to the pool size, and are reused', async () => {
    await using pool = watched({ size: 2 });
    assert.equal(pool.stats().processes, 0);
    await Promise.all(Array.from({ length: 8 }, () => pool.convert(easy, SMALL)));
    assert.deepEqual(pool.stats(), { size: 2, processes: 2, busy: 0, queued: 0, scratchBytes: 0 });
    assert.equal(pool.spawned().length, 2);
  });

  test('without work all processes end', async () => {
    await using pool = watched({ size: 1, idleSeconds: 0.01 });
    await pool.convert(easy, SMALL);
    assert.equal((await pool.exit()).reason, 'idle');
    assert.equal(pool.stats().processes, 0);
    await pool.convert(easy, SMALL);
  });

  test('content that is not a picture never takes a converter', async () => {
    await using pool = watched({ size: 1 });
    await assert.rejects(pool.convert(Buffer.from('text'), SMALL), failure('unsupported_format'));
    assert.deepEqual(pool.events, []);
  });

  test('a broken picture is reported with its cause, and the converter continues', async () => {
    await using pool = watched({ size: 1 });
    const broken = easy.subarray(0, easy.length - 20);
    await assert.rejects(pool.convert(broken, SMALL), (error: Error) => {
      assert.match(String(error.cause), /premature end/);
      return failure('picture_broken')(error);
    });
    await pool.convert(easy, SMALL);
    assert.equal(pool.spawned().length, 1);
  });

  test('a conversion that hangs is stopped at its deadline, and the next one works', async () => {
    await using pool = watched({ size: 1, limits: { ...DEFAULT_LIMITS, deadlineSeconds: 1 } });
    await pool.convert(easy, SMALL);
    const started = performance.now();
    await assert.rejects(pool.convert(hard, ENDLESS), failure('conversion_timeout', /1 s/));
    const seconds = (performance.now() - started) / 1000;
    assert.ok(seconds >= 0.99 && seconds < 2, `cut after ${seconds} s`);
    await pool.convert(easy, SMALL);
    assert.equal((await pool.exit()).reason, 'deadline');
  });

  test('a converter killed in the middle of a conversion fails that conversion with a clear error', async () => {
    await using pool = watched({ size: 1 });
    const kill = () => setImmediate(() => process.kill(pool.spawned()[0] ?? 0, 'SIGKILL'));
    const failed = pool.convert(hard, ENDLESS, { onStart: kill });
    const next = pool.convert(easy, SMALL);
    await assert.rejects(failed, (error: Error) => {
      assert.match(String(error.cause), /SIGKILL/);
      return failure('converter_crashed')(error);
    });
    assert.equal((await next).result.output.format, 'webp');
    assert.equal((await pool.exit()).reason, 'crashed');
  });

  test('a converter over its memory limit is killed, and the next conversion works', async () => {
    await using pool = watched({ size: 1, limits: { ...DEFAULT_LIMITS, memoryBytes: 160 * 2 ** 20 } });
    await assert.rejects(pool.convert(hard, ENDLESS), failure('converter_out_of_memory', /MiB/));
    await pool.convert(easy, SMALL);
    assert.equal((await pool.exit()).reason, 'memory');
  });

  test('a full queue refuses at once and states when to retry', async () => {
    await using pool = watched({ size: 1, queueLimit: 1 });
    const accepted = [pool.convert(easy, SMALL), pool.convert(easy, SMALL)];
    await assert.rejects(pool.convert(easy, SMALL), (error: { retryAfterSeconds?: number }) => {
      assert.ok((error.retryAfterSeconds ?? 0) >= 1);
      return failure('pool_full')(error);
    });
    await Promise.all(accepted);
    await pool.convert(easy, SMALL);
  });

  test('waiting pictures are limited in bytes too', async () => {
    await using pool = watched({ size: 1, scratchBytes: easy.length + 1 });
    const accepted = pool.convert(easy, SMALL);
    await assert.rejects(pool.convert(easy, SMALL), failure('pool_full'));
    await accepted;
  });

  test('a wait for a converter is limited in time', async () => {
    await using pool = watched({ size: 1, queueSeconds: 0.01 });
    await assert.rejects(pool.convert(easy, SMALL), failure('pool_full', /0.01 s/));
  });

  test('a caller that cancels leaves the queue', async () => {
    await using pool = watched({ size: 1 });
    const first = pool.convert(easy, SMALL);
    const caller = new AbortController();
    const second = pool.convert(easy, SMALL, { signal: caller.signal, onStart: () => assert.fail('started') });
    assert.equal(pool.stats().queued, 2);
    caller.abort(new Error('gone'));
    assert.deepEqual([pool.stats().queued, pool.stats().scratchBytes], [1, easy.length]);
    await assert.rejects(second, failure('conversion_aborted'));
    await first;
    await assert.rejects(pool.convert(easy, SMALL, { signal: caller.signal }), failure('conversion_aborted'));
  });

  test('a caller that cancels stops the conversion', async () => {
    await using pool = watched({ size: 1 });
    const caller = new AbortController();
    const call = { signal: caller.signal, onStart: () => setImmediate(() => caller.abort()) };
    await assert.rejects(pool.convert(hard, ENDLESS, call), failure('conversion_aborted'));
    assert.equal((await pool.exit()).reason, 'aborted');
    await pool.convert(easy, SMALL);
  });

  test('closing finishes accepted pictures, refuses new ones, and leaves no process', async () => {
    const pool = watched({ size: 2 });
    const accepted = Array.from({ length: 5 }, () => pool.convert(easy, SMALL));
    const closed = pool.close();
    await assert.rejects(pool.convert(easy, SMALL), failure('pool_closed'));
    await Promise.all(accepted);
    await closed;
    assert.equal(pool.stats().processes, 0);
    assert.equal(pool.spawned().some(isAlive), false);
  });

  test('closing with an aborted signal waits for no conversion', async () => {
    const pool = watched({ size: 1 });
    const stop = new AbortController();
    const running = pool.convert(hard, ENDLESS, { onStart: () => setImmediate(() => stop.abort()) });
    const waiting = pool.convert(easy, SMALL);
    const closed = pool.close({ signal: stop.signal });
    await assert.rejects(running, failure('pool_closed'));
    await assert.rejects(waiting, failure('pool_closed'));
    await closed;
    assert.equal(pool.spawned().some(isAlive), false);
  });

  test('a converter dies with the service, even in the middle of a conversion', async () => {
    const service = spawn(process.execPath, [new URL('../support/orphan.ts', import.meta.url).pathname], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = await once(service.stdout, 'data');
    const converter = Number(String(line));
    assert.ok(isAlive(converter));
    service.kill('SIGKILL');
    const until = performance.now() + 5_000;
    while (isAlive(converter)) {
      assert.ok(performance.now() < until, 'the converter outlives the service');
      await wait(5);
    }
  });
});

/** A pool for bytes that records its events and closes itself. */
function watched(options: PoolOptions) {
  const events: PoolEvent[] = [];
  const exited = Promise.withResolvers<Extract<PoolEvent, { type: 'exited' }>>();
  const pool: Pool = createPool({
    ...options,
    onEvent: (event) => {
      events.push(event);
      if (event.type === 'exited') exited.resolve(event);
    },
  });
  return {
    convert: convertBytes.bind(undefined, pool),
    stats: () => pool.stats(),
    close: (how?: { signal: AbortSignal }) => pool.close(how),
    events,
    /** Process ids of all converters so far. */
    spawned: () => events.flatMap((event) => (event.type === 'spawned' && event.pid ? [event.pid] : [])),
    /** Resolves to the exit of the first converter that ends. */
    exit: () => exited.promise,
    [Symbol.asyncDispose]: () => pool.close(),
  };
}

/** Zombies count as dead: in a container without an init process nobody collects orphans. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' && process.platform !== 'linux';
  }
}
