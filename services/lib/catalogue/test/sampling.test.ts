import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { shareOfTraces } from '../src/index.ts';

const ids = Array.from({ length: 20_000 }, () => randomBytes(16).toString('hex'));

/** The formula of collector/tail-sampling.yaml, in whole numbers of any size. */
const isKept = (traceId: string, percent: number) =>
  BigInt(`0x${traceId.slice(18)}`) * 100n >= BigInt(100 - percent) * 72057594037927936n;

describe('the share of traces', () => {
  it('is that of the formula, at every percentage', () => {
    for (let percent = 0; percent <= 100; percent += 1) {
      const share = shareOfTraces(percent);
      for (const id of ids.slice(0, 500)) assert.equal(share(id), isKept(id, percent), `${id} at ${percent} %`);
    }
  });

  it('is that of the formula at its limits', () => {
    for (let percent = 0; percent <= 100; percent += 1) {
      const first = (BigInt(100 - percent) * 72057594037927936n) / 100n;
      for (const near of [-2n, -1n, 0n, 1n, 2n]) {
        const random = first + near;
        if (random < 0n || random > 0xffffffffffffffn) continue;
        const id = `${'5'.repeat(18)}${random.toString(16).padStart(14, '0')}`;
        assert.equal(shareOfTraces(percent)(id), isKept(id, percent), `${id} at ${percent} %`);
      }
    }
  });

  it('has as many traces as the percentage says', () => {
    for (const percent of [1, 10, 20, 50, 90]) {
      const kept = ids.filter(shareOfTraces(percent)).length / ids.length;
      // Five standard deviations: one run in a million fails by chance.
      const deviation = Math.sqrt(((percent / 100) * (1 - percent / 100)) / ids.length);
      assert.ok(Math.abs(kept - percent / 100) < 5 * deviation, `${kept} at ${percent} %`);
    }
  });

  it('is empty at 0 %, and has every trace at 100 %', () => {
    const limits = ['0'.repeat(32), 'f'.repeat(32), ...ids];
    assert.deepEqual(limits.filter(shareOfTraces(0)), []);
    assert.deepEqual(limits.filter(shareOfTraces(100)), limits);
  });

  it('has the traces of every smaller share', () => {
    const [small, large] = [shareOfTraces(10), shareOfTraces(20)];
    for (const id of ids) if (small(id)) assert.ok(large(id), id);
  });
});
