import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { memoryFault } from '../src/memory.ts';

const MIB = 1024 * 1024;
const resident = () => process.memoryUsage.rss() / MIB;

describe('the fault memory', () => {
  const { start } = memoryFault();

  it('holds resident memory outside the heap, and releases it at once', () => {
    const before = resident();
    const heapBefore = process.memoryUsage().heapUsed / MIB;
    const end = start({ bytes: 200 * MIB });
    const [grown, heap] = [resident() - before, process.memoryUsage().heapUsed / MIB - heapBefore];
    end();
    assert.ok(grown > 180 && grown < 260, `${grown} MiB`);
    assert.ok(heap < 20, `${heap} MiB of the heap`);
    assert.ok(resident() - before < 60, `${resident() - before} MiB are left`);
  });

  it('grows at a rate, up to its size', async () => {
    const held = () => process.memoryUsage().arrayBuffers / MIB;
    const before = held();
    const end = start({ bytes: 30 * MIB, bytesPerSecond: 60 * MIB });
    const atStart = held() - before;
    await delay(250);
    const later = held() - before;
    await delay(600);
    const full = held() - before;
    end();
    assert.ok(atStart < 5, `${atStart} MiB at the start`);
    assert.ok(later > 5 && later < 29, `${later} MiB after a quarter of a second`);
    assert.ok(full > 29 && full < 31, `${full} MiB in the end`);
    await delay(150);
    assert.ok(held() - before < 1);
  });
});
