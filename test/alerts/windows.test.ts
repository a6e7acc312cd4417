import { describe, it } from 'node:test';
import fc from 'fast-check';
import { WINDOWS } from '../../cdk8s/src/monitoring/slo/burn-rate.ts';
import { OBJECTIVES } from './support/objectives.ts';
import { promtool, type QueryTest } from './support/promtool.ts';
import { recorded, traffic } from './support/traffic.ts';

const objectives = Object.values(OBJECTIVES);
type Objective = (typeof objectives)[number];

/** Asserts a recorded value, up to rounding errors. */
const equals = ({ slo, service }: Objective, name: string, value: number, at: string): QueryTest => ({
  eval_time: at,
  expr: `abs(${name}{slo="${slo}"} - ${value}) < bool 1e-9`,
  exp_samples: [{ labels: `{slo="${slo}", service="${service}"}`, value: 1 }],
});

const ratios = (objective: Objective, ratioOf: (hours: number) => number, at: string): QueryTest[] =>
  WINDOWS.map((window) => equals(objective, `slo:error_ratio:rate${window}`, ratioOf(hoursOf(window)), at));

const budget = (objective: Objective, ratio: number, at: string): QueryTest =>
  equals(objective, 'slo:error_budget_remaining:ratio', 1 - ratio / objective.budget, at);

const HOURS = { m: 1 / 60, h: 1, d: 24 };
const hoursOf = (window: string) => Number.parseInt(window, 10) * HOURS[window.at(-1) as keyof typeof HOURS];

/** A number of events, some of them bad. */
const events = fc
  .record({ all: fc.integer({ min: 1, max: 10_000 }), share: fc.double({ min: 0, max: 1, noNaN: true }) })
  .map(({ all, share }) => ({ all, bad: Math.round(all * share) }));

describe('the recorded ratio', () => {
  for (const objective of objectives) {
    it(`of ${objective.slo} is the share of bad events in every window, for a constant share`, async () => {
      await fc.assert(
        fc.asyncProperty(events, async ({ all, bad }) => {
          await promtool({
            rules: 'objectives',
            interval: '1m',
            series: objective.events(traffic([[all - bad, bad, 12]], 60)),
            queries: [
              ...ratios(objective, () => bad / all, '11m'),
              budget(objective, bad / all, '11m'),
              equals(objective, 'slo:objective:ratio', 1 - objective.budget, '11m'),
            ],
          });
        }),
        { numRuns: 3 },
      );
    });
  }

  it('of a window is the bad events divided by all events in it, and that of 30 days gives the error budget', async () => {
    const hours = 31 * 24;
    const objective = OBJECTIVES.jobAge;
    await fc.assert(
      fc.asyncProperty(fc.array(events, { minLength: hours + 1, maxLength: hours + 1 }), async (rates) => {
        const shareOf = (window: number) => {
          const last = rates.slice(-Math.max(1, window));
          return total(last.map(({ bad }) => bad)) / total(last.map(({ all }) => all));
        };
        await promtool({
          rules: 'objectives',
          interval: '1h',
          evaluation: '1d',
          series: recorded(objective, {
            events: rates.map(({ all }) => all).join(' '),
            bad: rates.map(({ bad }) => bad).join(' '),
          }),
          queries: [...ratios(objective, shareOf, '31d'), budget(objective, shareOf(30 * 24), '31d')],
        });
      }),
      { numRuns: 5 },
    );
  });
});

const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
