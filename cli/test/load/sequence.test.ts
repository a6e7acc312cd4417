import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { KINDS, type Kind, type Mix } from '../../src/load/options.ts';
import { dealKinds } from '../../src/load/sequence.ts';

const deal = (mix: Mix, count: number): Kind[] => {
  const dealt = dealKinds(mix);
  return Array.from({ length: count }, () => dealt.next().value);
};

const anyMix = fc
  .uniqueArray(fc.constantFrom(...KINDS), { minLength: 1 })
  .chain((kinds) =>
    fc.tuple(...kinds.map((kind) => fc.integer({ min: 1, max: 20 }).map((weight) => ({ kind, weight })))),
  );

describe('the kinds of a load', () => {
  it('come as often as their weights say, in every round', () => {
    fc.assert(
      fc.property(anyMix, (mix) => {
        const total = mix.reduce((sum, { weight }) => sum + weight, 0);
        const round = deal(mix, total);
        for (const { kind, weight } of mix) assert.equal(round.filter((one) => one === kind).length, weight);
      }),
    );
  });

  it('are mixed, not in blocks', () => {
    const mix: Mix = [
      { kind: 'jpeg', weight: 2 },
      { kind: 'avif', weight: 1 },
    ];
    assert.deepEqual(deal(mix, 6), ['jpeg', 'avif', 'jpeg', 'jpeg', 'avif', 'jpeg']);
  });
});
