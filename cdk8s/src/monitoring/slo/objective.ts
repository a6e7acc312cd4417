import { alert } from '../rules/alert.ts';
import type { AlertRule, RecordingRule, RuleGroup } from '../rules/rule.ts';

/**
 * What users were promised of a service, as a share of events that must be good, over 30 days. From it follow
 * recording rules for every window and alerts on how fast the error budget is spent: the multi-window, multi-burn-rate
 * alerts of the SRE Workbook, chapter 5. https://sre.google/workbook/alerting-on-slos/
 */
export interface Objective {
  /** The label `slo`. */
  readonly name: string;
  readonly service: string;
  /** Name of the alerts. */
  readonly alert: string;
  /** Share of events that must be good, below 1. */
  readonly target: number;
  /** All events a second over a window, and those that were bad: PromQL for one series without labels. */
  readonly events: (window: string) => string;
  readonly bad: (window: string) => string;
  /** What was promised, and what users feel, as sentences. */
  readonly promise: string;
  readonly effect: string;
  readonly dashboard: string;
  readonly query: string;
}

export interface Burn {
  readonly severity: 'page' | 'ticket';
  /** How many times faster than evenly over 30 days. */
  readonly factor: number;
  /** The share of the budget that is gone after the long window. */
  readonly spends: string;
  readonly long: Window;
  /** A twelfth of `long` or so: makes the alert end soon after the fault does. */
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
 * Bad events in the long window below which nobody is told. Of few requests one failure is a large share: at 99.9 % one
 * in 69 burns 14.4 times too fast. Ten failures within an hour are a fault and no accident.
 */
export const LEAST_BAD_EVENTS = 10;
/** Seconds between two values of a rate, which is how many of its events each stands for. */
const STEP = 15;

export const ratio = (window: Window): string => `slo:error_ratio:rate${window}`;
export const BUDGET = 'slo:error_budget_remaining:ratio';
/** What was promised, for those who want to compare. */
export const TARGET = 'slo:objective:ratio';
const EVENTS = 'slo:events:rate5m';
const BAD = 'slo:bad_events:rate5m';

/** Groups of all windows of all objectives: the longer the window, the seldomer it is worth its cost. */
export function objectiveGroups(objectives: readonly Objective[]): RuleGroup[] {
  const record = (windows: readonly Window[]) => objectives.flatMap((one) => windows.map((w) => overLong(one, w)));
  return [
    { name: 'objectives', interval: `${STEP}s`, rules: [...objectives.flatMap(base), ...record(['30m', '1h', '2h'])] },
    { name: 'objectives_days', interval: '1m', rules: record(['6h', '1d', '3d']) },
    { name: 'objectives_budget', interval: '5m', rules: [...record(['30d']), ...objectives.map(budget)] },
    { name: 'objectives_burn', rules: objectives.flatMap(burnAlerts) },
  ];
}

const labelsOf = ({ name, service }: Objective) => ({ slo: name, service });

/** What was promised; events and bad ones over five minutes, of which all longer windows are made. */
function base(objective: Objective): RecordingRule[] {
  const labels = labelsOf(objective);
  const selector = `{slo="${objective.name}"}`;
  return [
    { record: TARGET, expr: `vector(${objective.target})`, labels },
    { record: EVENTS, expr: objective.events('5m'), labels },
    // Without a bad one there is no series of it.
    { record: BAD, expr: `${objective.bad('5m')} or 0 * ${objective.events('5m')}`, labels },
    { record: ratio('5m'), expr: `${BAD}${selector} / ${EVENTS}${selector}`, labels },
  ];
}

/** Weighted by traffic: all that was bad by all that was, rather than a mean of ratios. */
function overLong(objective: Objective, window: Window): RecordingRule {
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
      summary: `${objective.service}: {{ $value | humanizePercentage }} against the objective of ${percent(objective.target)}`,
      description: `${objective.promise} {{ $value | humanizePercentage }} were not, which spends the error budget of 30 days ${SPEED[severity]}. ${objective.effect}`,
      dashboard: objective.dashboard,
      query: objective.query,
    }),
  );
}

const SPEED = {
  page: 'within days: at least 6 times too fast',
  ticket: 'before its time',
};

function burns(objective: Objective, { factor, long, short }: Burn): string {
  const selector = `{slo="${objective.name}"}`;
  const limit = `${factor} * ${budgetOf(objective)}`;
  return [
    `(${ratio(long)}${selector} > ${limit}`,
    `and ${ratio(short)}${selector} > ${limit}`,
    // Rather than an average, which makes many of one when the system has just been started. Rates are not exact.
    `and sum_over_time(${BAD}${selector}[${long}]) * ${STEP} > ${LEAST_BAD_EVENTS - 0.5})`,
  ].join('\n');
}

/** Without the noise of binary fractions: 0.001, not 0.0010000000000000009. */
const budgetOf = ({ target }: Objective) => Number((1 - target).toPrecision(6));
const percent = (share: number) => `${Number((share * 100).toPrecision(6))} %`;
