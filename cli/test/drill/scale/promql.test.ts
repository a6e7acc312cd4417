import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { scaleQuery } from '../../../src/drill/scale/promql.ts';
import { DRILL_SCALE } from '../../../src/drill/scale/scale.ts';

const scaled = (promql: string) => scaleQuery(promql, DRILL_SCALE);

describe('a query that is scaled', () => {
  for (const [query, expected] of [
    ['rate(x[5m]) > 0.5', 'rate(x[30s]) > 0.5'],
    ['avg_over_time(x[1d]) * 86400 >= 10', 'avg_over_time(x[12m]) * 86400 >= 10'],
    ['x[3d] or x[6h] or x[2h]', 'x[36m] or x[3m] or x[1m]'],
    ['rate(x[1d] offset 15m)', 'rate(x[12m] offset 30s)'],
    ['x offset -1d', 'x offset -12m'],
    ['max_over_time(rate(x[5m])[6h:1m])', 'max_over_time(rate(x[30s])[3m:1s])'],
    ['max_over_time(x[6h:])', 'max_over_time(x[3m:])'],
    ['x{a="rate[5m] offset 5m"} * 3600', 'x{a="rate[5m] offset 5m"} * 3600'],
    [String.raw`x{a="\"[5m]"}[10s]`, String.raw`x{a="\"[5m]"}[10s]`],
    ["label_replace(x, 'a', '[5m]', `b`, '[1h]')", "label_replace(x, 'a', '[5m]', `b`, '[1h]')"],
  ] as const) {
    it(`looks back less: ${query}`, () => assert.equal(scaled(query), expected));
  }

  /** Pieces of queries with the places of durations left open. */
  const duration = fc
    .tuple(fc.integer({ min: 1, max: 99 }), fc.constantFrom('s', 'm', 'h', 'd'))
    .map(([n, u]) => n + u);
  const piece = fc.oneof(
    duration.map((d) => ({ text: `rate(x[${d}])`, shape: 'rate(x[~])' })),
    duration.map((d) => ({ text: `x offset ${d}`, shape: 'x offset ~' })),
    fc.tuple(duration, duration).map(([d, e]) => ({ text: `y[${d}:${e}]`, shape: 'y[~:~]' })),
    duration.map((d) => ({ text: `z{a="[${d}] offset ${d}"}`, shape: `z{a="[${d}] offset ${d}"}` })),
    fc.integer().map((n) => ({ text: `w > ${n}`, shape: `w > ${n}` })),
  );
  const shapeOf = (query: string) =>
    query.replace(/("[^"]*")|(\d+[a-z]+)+/g, (token, quoted) => (quoted === undefined ? '~' : token));

  it('is the same but for its durations', () => {
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 6 }), (pieces) => {
        const query = pieces.map(({ text }) => text).join(' and ');
        const shape = pieces.map(({ shape }) => shape).join(' and ');
        assert.equal(shapeOf(scaled(query)), shape);
      }),
    );
  });
});
