import { alert } from '../rules/alert.ts';
import type { AlertRule, RecordingRule, RuleGroup } from '../rules/rule.ts';
import { SHARE } from '../rules/text.ts';

/**
 * A promise to the users of a service: the share of events that must be good over 30 days. From it follow recording
 * rules for every window, and alerts on how fast the error budget is spent: the multi-window, multi-burn-rate alerts of
 * the SRE Workbook, chapter 5. https://sre.google/workbook/alerting-on-slos/
 */
export interface Objective {
  /** Value of the label `slo`. */
  readonly name: string;
  readonly service: string;
  /** Name of the alerts. */
  readonly alert: string;
  /** Share of events that must be good, below 1. */
  readonly target: number;
  /** All events a second over a window, and the bad ones: PromQL for one series without labels. */
  readonly events: (window: string) => string;
  readonly bad: (window: string) => string;
  /** What must be the case, as a sentence. */
  readonly promise: string;
  /** What bad events are, as the end of "9 % of …". */
  readonly fault: string;
  /** What users notice, as a sentence. */
  readonly effect: string;
  readonly dashboard: string;
  readonly query: string;
}

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

/**
 * Bad events in the long window below which no alert fires. When there are few requests, one failure is a large share: at
 * 99.9 % one failure in 69 spends the budget 14.4 times too fast. Ten failures within an hour are no accident.
 */
export const LEAST_BAD_EVENTS = 10;
/** Seconds between two values of a recorded rate: each value stands for the events of as many seconds. */
const STEP = 15;

export const ratio = (window: Window): string => `slo:error_ratio:rate${window}`;
export const BUDGET = 'slo:error_budget_remaining:ratio';
/** The share of good events that is promised. */
export const TARGET = 'slo:objective:ratio';
const EVENTS = 'slo:events:rate5m';
const BAD = 'slo:bad_events:rate5m';

/** The groups of rules of all objectives. The longer a window, the less often it is worth the cost of evaluation. */
export function objectiveGroups(objectives: readonly Objective[]): RuleGroup[] {
  const record = (windows: readonly Window[]) =>
    objectives.flatMap((objective) => windows.map((window) => overWindow(objective, window)));
  return [
    { name: 'objectives', interval: `${STEP}s`, rules: [...objectives.flatMap(base), ...record(['30m', '1h', '2h'])] },
    { name: 'objectives_days', interval: '1m', rules: record(['6h', '1d', '3d']) },
    { name: 'objectives_budget', interval: '5m', rules: [...record(['30d']), ...objectives.map(budget)] },
    { name: 'objectives_burn', rules: objectives.flatMap(burnAlerts) },
  ];
}

const labelsOf = ({ name, service }: Objective) => ({ slo: name, service });

/** The promise, and all and bad events over five minutes, from which the longer windows are computed. */
function base(objective: Objective): RecordingRule[] {
  const labels = labelsOf(objective);
  const selector = `{slo="${objective.name}"}`;
  return [
    { record: TARGET, expr: `vector(${objective.target})`, labels },
    { record: EVENTS, expr: objective.events('5m'), labels },
    // Without a bad event there is no series of bad events.
    { record: BAD, expr: `${objective.bad('5m')} or 0 * ${objective.events('5m')}`, labels },
    { record: ratio('5m'), expr: `${BAD}${selector} / ${EVENTS}${selector}`, labels },
  ];
}

/** Weighted by traffic: all bad events divided by all events, rather than a mean of ratios. */
function overWindow(objective: Objective, window: Window): RecordingRule {
  const sum = (name: string) => `sum_over_time(${name}{slo="${objective.name}"}[${window}])`;
  return { record: ratio(window), expr: `${sum(BAD)} / ${sum(EVENTS)}`, labels: labelsOf(objective) };
}

function budget(objective: Objective): RecordingRule {
  const spent = `${ratio('30d')}{slo="${objective.name}"} / ${budgetOf(objective)}`;
  return { record: BUDGET, expr: `1 - ${spent}`, labels: labelsOf(objective) };
}

function burnAlerts(objective: Objective): AlertRule[] {
  return (['page', 'ticket'] as const).map((severity) =>
    alert({
      name: objective.alert,
      severity,
      service: objective.service,
      labels: { slo: objective.name },
      expr: BURNS.filter((burn) => burn.severity === severity)
        .map((burn) => burns(objective, burn))
        .join('\nor\n'),
      summary: `${objective.service}: ${SHARE} of ${objective.fault}; the objective allows ${percent(budgetOf(objective))}`,
      description:
        `${objective.promise} ${SHARE} were not, which spends the error budget of 30 days ${SPEED[severity]}. ` +
        `${objective.effect}`,
      dashboard: objective.dashboard,
      query: objective.query,
    }),
  );
}

const SPEED = {
  page: 'at least 6 times too fast: it will be gone within days',
  ticket: 'too fast: it will be gone before the 30 days are over',
};

function burns(objective: Objective, { factor, long, short }: Burn): string {
  const selector = `{slo="${objective.name}"}`;
  const limit = `${factor} * ${budgetOf(objective)}`;
  return [
    `(${ratio(long)}${selector} > ${limit}`,
    `and ${ratio(short)}${selector} > ${limit}`,
    // A sum, since an average makes many events out of one just after a start. Half an event less, since rates are not exact.
    `and sum_over_time(${BAD}${selector}[${long}]) * ${STEP} > ${LEAST_BAD_EVENTS - 0.5})`,
  ].join('\n');
}

/** The share of events that may be bad, without the noise of binary fractions: 0.001, not 0.0010000000000000009. */
const budgetOf = ({ target }: Objective) => Number((1 - target).toPrecision(6));
const percent = (share: number) => `${Number((share * 100).toPrecision(6))} %`;
