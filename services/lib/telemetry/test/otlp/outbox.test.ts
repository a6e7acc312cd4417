import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import { type Batch, Outbox, type OutboxOptions } from '../../src/otlp/outbox.ts';

const FAST = { delayMillis: 1, retryMillis: { first: 1, most: 2 } };
const ok: ExportResult = { code: ExportResultCode.SUCCESS };
const failed = (code?: number): ExportResult => ({
  code: ExportResultCode.FAILED,
  error: Object.assign(new Error('no'), code === undefined ? {} : { code }),
});

class Numbers implements Batch<number> {
  readonly items: number[];
  constructor(items: number[] = []) {
    this.items = items;
  }
  get count() {
    return this.items.length;
  }
  get byteLength() {
    return this.items.reduce((sum, n) => sum + n, 0);
  }
  add(item: number) {
    this.items.push(item);
  }
  halves(): [Numbers, Numbers] {
    const middle = this.count >> 1;
    return [new Numbers(this.items.slice(0, middle)), new Numbers(this.items.slice(middle))];
  }
}

/** An outbox whose exporter answers with `results` in turn, then takes everything. */
function outbox(
  results: ExportResult[],
  options: Pick<OutboxOptions<number, Numbers>, 'capacity' | 'capacityBytes' | 'batchSize' | 'batchBytes'> = {},
) {
  const taken: number[] = [];
  const attempts: number[] = [];
  const states: string[] = [];
  let sent = 0;
  let dropped = 0;
  const box = new Outbox<number, Numbers>({
    ...FAST,
    ...options,
    newBatch: () => new Numbers(),
    export: ({ items }, done) => {
      attempts.push(items.length);
      const result = results.shift() ?? ok;
      if (result.code === ExportResultCode.SUCCESS) taken.push(...items);
      setImmediate(done, result);
    },
    onSent: (count) => {
      sent += count;
    },
    onDrop: (count) => {
      dropped += count;
    },
    onState: (error) => states.push(error ? 'failing' : 'working'),
  });
  return { box, taken, attempts, states, sent: () => sent, dropped: () => dropped };
}

const range = (n: number) => Array.from({ length: n }, (_, i) => i);

describe('an outbox', () => {
  it('sends everything, in order, in batches', async () => {
    const { box, taken, attempts, sent } = outbox([], { batchSize: 10 });
    for (const i of range(25)) box.push(i);
    await box.flush();
    assert.deepEqual(taken, range(25));
    assert.equal(sent(), 25);
    assert.ok(Math.max(...attempts) <= 10);
  });

  it('sends a batch at once that has as many bytes as a message may have', () => {
    const { box, attempts } = outbox([], { batchBytes: 20 });
    for (const i of [9, 9, 9, 1]) box.push(i);
    assert.deepEqual(attempts, [3]);
  });

  it('collects what arrives while the receiver is away, instead of sending it item by item', async () => {
    const away = Array.from({ length: 10_000 }, () => failed(14));
    const { box, taken, attempts } = outbox(away);
    for (const i of range(20)) {
      box.push(i);
      await delay(2);
    }
    away.length = 0;
    attempts.length = 0;
    await box.flush();
    assert.deepEqual(taken, range(20));
    assert.ok(attempts.length <= 3, `${attempts.length} batches`);
  });

  it('retries until the receiver is back, and reports each change once', async () => {
    const { box, taken, states, dropped } = outbox(Array.from({ length: 20 }, () => failed(14)));
    box.push(1);
    await box.flush();
    assert.deepEqual(taken, [1]);
    assert.deepEqual(states, ['failing', 'working']);
    assert.equal(dropped(), 0);
  });

  it('drops new items beyond its capacity, and counts them', async () => {
    const { box, taken, dropped } = outbox([], { capacity: 5 });
    for (const i of range(8)) box.push(i);
    await box.flush();
    assert.deepEqual(taken, range(5));
    assert.equal(dropped(), 3);
  });

  it('drops new items beyond its capacity in bytes, until others have left', async () => {
    const { box, taken, dropped } = outbox([], { capacityBytes: 20 });
    for (const bytes of [9, 8, 7, 6, 5]) box.push(bytes);
    assert.equal(dropped(), 2);
    await box.flush();
    for (const bytes of [4, 3]) box.push(bytes);
    await box.flush();
    assert.deepEqual(taken, [9, 8, 7, 4, 3]);
    assert.equal(dropped(), 2);
  });

  it('drops a batch that the receiver refuses for good, and continues', async () => {
    const { box, taken, sent, dropped } = outbox([failed(3)], { batchSize: 2 });
    for (const i of range(4)) box.push(i);
    await box.flush();
    assert.deepEqual(taken, [2, 3]);
    assert.deepEqual([sent(), dropped()], [2, 2]);
  });

  it('halves a batch that exceeds the message size', async () => {
    const { box, taken, attempts, dropped } = outbox([failed(8), failed(8)], { batchSize: 8 });
    for (const i of range(8)) box.push(i);
    await box.flush();
    assert.deepEqual(attempts.slice(0, 3), [8, 4, 2]);
    assert.deepEqual(taken, range(8));
    assert.equal(dropped(), 0);
  });

  it('counts the items that it could not send by the deadline of close', async () => {
    const { box, sent, dropped } = outbox(Array.from({ length: 10_000 }, () => failed(14)));
    for (const i of range(7)) box.push(i);
    await box.close(20);
    assert.deepEqual([sent(), dropped()], [0, 7]);
    box.push(8);
    assert.equal(dropped(), 8);
  });
});
