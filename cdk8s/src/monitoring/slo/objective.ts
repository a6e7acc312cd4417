import { alert } from '../rules/alert.ts';
import type { AlertRule, RecordingRule, RuleGroup } from '../rules/rule.ts';
import { SHARE } from '../rules/text.ts';
import { burnRateGroups, burnsTooFast, recorded, SPEED, shareOver, type Window } from './burn-rate.ts';

/**
 * A promise to the users of a service: the share of events that must be good over 30 days. From it follow recording
 * rules for every window, and alerts on how fast the error budget is spent.
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

const SERIES = recorded('slo');
export const { ratio, budget: BUDGET, target: TARGET } = SERIES;

/** The groups of rules of all objectives. */
export function objectiveGroups(objectives: readonly Objective[]): RuleGroup[] {
  return burnRateGroups('objectives', {
    base: objectives.flatMap(base),
    shares: (...windows) => objectives.flatMap((objective) => windows.map((window) => overWindow(objective, window))),
    budget: objectives.map(budget),
    alerts: objectives.flatMap(burnAlerts),
  });
}

const labelsOf = ({ name, service }: Objective) => ({ slo: name, service });
const selectorOf = ({ name }: Objective) => `{slo="${name}"}`;

/** The promise, and all and bad events over five minutes, from which the longer windows are computed. */
function base(objective: Objective): RecordingRule[] {
  const labels = labelsOf(objective);
  const selector = selectorOf(objective);
  return [
    { record: TARGET, expr: `vector(${objective.target})`, labels },
    { record: SERIES.events, expr: objective.events('5m'), labels },
    // Without a bad event there is no series of bad events.
    { record: SERIES.bad, expr: `${objective.bad('5m')} or 0 * ${objective.events('5m')}`, labels },
    { record: ratio('5m'), expr: `${SERIES.bad}${selector} / ${SERIES.events}${selector}`, labels },
  ];
}

function overWindow(objective: Objective, window: Window): RecordingRule {
  return {
    record: ratio(window),
    expr: shareOver(SERIES, selectorOf(objective), window),
    labels: labelsOf(objective),
  };
}

function budget(objective: Objective): RecordingRule {
  const spent = `${ratio('30d')}${selectorOf(objective)} / ${budgetOf(objective)}`;
  return { record: BUDGET, expr: `1 - ${spent}`, labels: labelsOf(objective) };
}

function burnAlerts(objective: Objective): AlertRule[] {
  return (['page', 'ticket'] as const).map((severity) =>
    alert({
      name: objective.alert,
      severity,
      service: objective.service,
      labels: { slo: objective.name },
      expr: burnsTooFast(SERIES, { selector: selectorOf(objective), budget: budgetOf(objective), severity }),
      summary: `${objective.service}: ${SHARE} of ${objective.fault}; the objective allows ${percent(budgetOf(objective))}`,
      description:
        `${objective.promise} ${SHARE} were not, which spends the error budget of 30 days ${SPEED[severity]}. ` +
        `${objective.effect}`,
      dashboard: objective.dashboard,
      query: objective.query,
    }),
  );
}

/** The share of events that may be bad, without the noise of binary fractions: 0.001, not 0.0010000000000000009. */
const budgetOf = ({ target }: Objective) => Number((1 - target).toPrecision(6));
const percent = (share: number) => `${Number((share * 100).toPrecision(6))} %`;
