import { isAlert, type RuleGroup } from '../rules/rule.ts';
import { type Threshold, thresholdsIn, withDefaults } from '../rules/threshold.ts';
import { anyServiceGroups } from '../slo/any-service.ts';
import { objectiveGroups } from '../slo/objective.ts';
import { OBJECTIVES } from '../slo/objectives.ts';
import { alerting } from './alerting.ts';
import { backends } from './backends.ts';
import { certificate } from './certificate.ts';
import { collector } from './collector.ts';
import { conversions } from './conversions.ts';
import { kubernetes } from './kubernetes.ts';
import { memory } from './memory.ts';
import { queue } from './queue.ts';
import { requests } from './requests.ts';
import { runtime } from './runtime.ts';
import { services } from './services.ts';
import { shortcuts } from './shortcuts.ts';
import { signals } from './signals.ts';
import { verify } from './verify.ts';

const ALERT_GROUPS = [
  memory,
  runtime,
  requests,
  certificate,
  conversions,
  queue,
  signals,
  verify,
  collector,
  backends,
  alerting,
  kubernetes,
  shortcuts,
];

/** The groups of rules by the name of their file, without its extension, with a place for each threshold. */
export const TEMPLATES: ReadonlyMap<string, readonly RuleGroup[]> = new Map<string, readonly RuleGroup[]>([
  ['objectives', objectiveGroups(OBJECTIVES)],
  ['services', [...anyServiceGroups(), services]],
  ...ALERT_GROUPS.map((group) => [group.name, [group]] as const),
]);

/** The threshold of each alert that has one. */
export const THRESHOLDS: ReadonlyMap<string, Threshold> = thresholdsIn([...TEMPLATES.values()].flat());

/** The same groups with the default of each threshold, as they are committed. */
export const RULES: ReadonlyMap<string, readonly RuleGroup[]> = new Map(
  [...TEMPLATES].map(([name, groups]) => [name, groups.map(filled)]),
);

function filled(group: RuleGroup): RuleGroup {
  return JSON.parse(withDefaults(JSON.stringify(group), THRESHOLDS));
}

/** The names of all alerts. */
export const ALERT_NAMES: readonly string[] = [
  ...new Set(
    [...RULES.values()].flat().flatMap(({ rules }) => rules.flatMap((rule) => (isAlert(rule) ? rule.alert : []))),
  ),
];
