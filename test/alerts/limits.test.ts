import { describe, it } from 'node:test';
import { OBJECTIVES, type Objective } from './support/objectives.ts';
import { promtool } from './support/promtool.ts';
import { recorded } from './support/traffic.ts';

/** How many times too fast the budget is spent, in a window and in a twelfth of it. */
const BURNS = [
  { severity: 'page', factor: 14.4, long: '1h', short: '5m', seconds: 300 },
  { severity: 'page', factor: 6, long: '6h', short: '30m', seconds: 1800 },
  { severity: 'ticket', factor: 3, long: '1d', short: '2h', seconds: 7200 },
  { severity: 'ticket', factor: 1, long: '3d', short: '6h', seconds: 21_600 },
] as const;

/** Error ratios of the windows, as multiples of the limit, and the number of bad events in the long one. */
const CASES = [
  { long: 1.02, short: 1.02, bad: 1000, fires: true },
  { long: 0.98, short: 1.3, bad: 1000, fires: false },
  { long: 1.3, short: 0.98, bad: 1000, fires: false },
  { long: 1.3, short: 1.3, bad: 10, fires: true },
  { long: 1.3, short: 1.3, bad: 9, fires: false },
];

const objectives = Object.values(OBJECTIVES);
/** Short windows in a long one, and the seconds for which each value of a rate stands. */
const STEPS = 12;
const STEP_SECONDS = 15;

/** A value for each short window: first many good events, so that longer windows are far below their limits, then twelve. */
function series(objective: Objective, factor: number, { long, short, bad }: (typeof CASES)[number]) {
  const limit = factor * objective.budget;
  const rate = bad / (STEPS * STEP_SECONDS) / (long * limit);
  const before = (STEPS * long - short) / (STEPS - 1);
  return recorded(objective, {
    events: `${1e6 * rate} ${rate}x${STEPS - 1}`,
    bad: `0 ${rate * before * limit}x${STEPS - 2} ${rate * short * limit}`,
  });
}

describe('the limits of objectives', () => {
  for (const { severity, factor, long, short, seconds } of BURNS) {
    for (const one of CASES) {
      const what = `${one.long} times the limit of ${long}, ${one.short} times that of ${short}, and ${one.bad} bad events`;
      it(`cause ${one.fires ? 'a' : 'no'} ${severity} at ${what}`, async () => {
        await promtool({
          rules: 'objectives',
          interval: `${seconds}s`,
          series: Object.assign({}, ...objectives.map((objective) => series(objective, factor, one))),
          queries: [
            {
              eval_time: `${STEPS * seconds}s`,
              expr: `count by (slo) (ALERTS{severity="${severity}", alertstate="firing"})`,
              exp_samples: one.fires ? objectives.map(({ slo }) => ({ labels: `{slo="${slo}"}`, value: 1 })) : [],
            },
          ],
        });
      });
    }
  }
});
