import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { eventLoopFault } from '../src/event-loop.ts';

/** Longest time in seconds between two iterations of the event loop within `millis`. */
async function longestPause(millis: number): Promise<number> {
  const until = performance.now() + millis;
  let [last, longest] = [performance.now(), 0];
  while (last < until) {
    await delay(1);
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }
  return longest / 1000;
}

describe('the fault event-loop', () => {
  const { start } = eventLoopFault();

  it('blocks for the given time, at the given interval, until it ends', async () => {
    const end = start({ blockSeconds: 0.15, everySeconds: 0.2 });
    assert.ok((await longestPause(600)) >= 0.15);
    end();
    const before = performance.eventLoopUtilization();
    await delay(300);
    assert.ok(performance.eventLoopUtilization(before).utilization < 0.4);
  });
});
