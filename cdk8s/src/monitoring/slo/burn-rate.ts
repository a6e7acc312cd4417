import type { RecordingRule, RuleGroup } from '../rules/rule.ts';

/**
 * How fast an error budget is spent: multi-window, multi-burn-rate alerts, as in chapter 5 of the SRE Workbook.
 * https://sre.google/workbook/alerting-on-slos/
 */
export interface Burn {
  readonly severity: 'page' | 'ticket';
  /** How many times faster the budget is spent than evenly over 30 days. */
  readonly factor: number;
  /** The share of the budget that is spent after the long window. */
  readonly spends: string;
  readonly long: Window;
  /** About a twelfth of `long`: resolves the alert soon after the fault ends. */
  readonly short: Window;
}

/** Every window that is recorded. */
export const WINDOWS = ['5m', '30m', '1h', '2h', '6h', '1d', '3d', '30d'] as const;
export type Window = (typeof WINDOWS)[number];

export const BURNS: readonly Burn[] = [
  { severity: 'page', factor: 14.4, spends: '2 %', long: '1h', short: '5m' },
  { severity: 'page', factor: 6, spends: '5 %', long: '6h', short: '30m' },
  { severity: 'ticket', factor: 3, spends: '10 %', long: '1d', short: '2h' },
  { severity: 'ticket', factor: 1, spends: '10 %', long: '3d', short: '6h' },
];

/** What each severity means for the error budget, as the end of "spends the error budget …". */
export const SPEED = {
  page: 'at least 6 times too fast: it will be gone within days',
  ticket: 'too fast: it will be gone before the 30 days are over',
} as const satisfies Record<Burn['severity'], string>;

/**
 * Bad events in the long window below which no alert fires. When there are few requests, one failure is a large share: at
 * 99.9 % one failure in 69 spends the budget 14.4 times too fast. Ten failures within an hour are no accident.
 */
export const LEAST_BAD_EVENTS = 10;
/** Seconds between two values of a recorded rate: each value stands for the events of as many seconds. */
const STEP = 15;

/** The names of the series that are recorded for a kind of objectives. */
export const recorded = (kind: 'slo' | 'service') => ({
  /** All events a second, and the bad ones. */
  events: `${kind}:events:rate5m`,
  bad: `${kind}:bad_events:rate5m`,
  /** The share of bad events. */
  ratio: (window: Window) => `${kind}:error_ratio:rate${window}`,
  /** The share of the error budget of 30 days that is left. */
  budget: `${kind}:error_budget_remaining:ratio`,
  /** The share of good events that is promised. */
  target: `${kind}:objective:ratio`,
});
export type Recorded = ReturnType<typeof recorded>;

/** The share of bad events in a window. Weighted by traffic: bad events divided by all, rather than a mean of ratios. */
export function shareOver({ bad, events }: Recorded, selector: string, window: Window): string {
  return `sum_over_time(${bad}${selector}[${window}]) / sum_over_time(${events}${selector}[${window}])`;
}

/** Whether the budget is spent too fast for a severity. `budget` is the share of events that may be bad, in PromQL. */
export function burnsTooFast(
  series: Recorded,
  { selector, budget, severity }: { selector: string; budget: string | number; severity: Burn['severity'] },
): string {
  const burns = ({ factor, long, short }: Burn) => {
    const limit = `${factor} * ${budget}`;
    return [
      `(${series.ratio(long)}${selector} > ${limit}`,
      `and ${series.ratio(short)}${selector} > ${limit}`,
      // A sum, since an average makes many events out of one just after a start. Half an event less, since rates are not exact.
      `and sum_over_time(${series.bad}${selector}[${long}]) * ${STEP} > ${LEAST_BAD_EVENTS - 0.5})`,
    ].join('\n');
  };
  return BURNS.filter((burn) => burn.severity === severity)
    .map(burns)
    .join('\nor\n');
}

/** The rules of a kind of objectives. */
interface BurnRateRules {
  /** What is recorded over five minutes. */
  readonly base: readonly RecordingRule[];
  /** The shares of bad events in these windows. */
  readonly shares: (...windows: Window[]) => readonly RecordingRule[];
  readonly budget: readonly RecordingRule[];
  readonly alerts: RuleGroup['rules'];
}

/** The groups of these rules. The longer a window, the less often it is worth the cost of evaluation. */
export function burnRateGroups(name: string, { base, shares, budget, alerts }: BurnRateRules): RuleGroup[] {
  return [
    { name, interval: `${STEP}s`, rules: [...base, ...shares('30m', '1h', '2h')] },
    { name: `${name}_days`, interval: '1m', rules: shares('6h', '1d', '3d') },
    { name: `${name}_budget`, interval: '5m', rules: [...shares('30d'), ...budget] },
    { name: `${name}_burn`, rules: alerts },
  ];
}
