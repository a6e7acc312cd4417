import { isAlert, type RuleGroup } from './rule.ts';

/** The number at which an alert fires. Rules have a place for it, which the default or a value of the chart fills. */
export interface Threshold {
  readonly value: number;
  /** What is compared with the number, its unit, and the direction: a noun phrase. */
  readonly meaning: string;
  /** The largest number that a value may set. */
  readonly most?: number;
  /** The unit in which the texts of the alert name the number; none: they do not name it. */
  readonly shown?: keyof typeof FACTORS;
}

/** How many of a unit that texts use are 1 of the number. */
export const FACTORS = { '%': 100, ms: 1000, s: 1, minutes: 1 / 60, GB: 1e-9 } as const;

/** Stands for the threshold in the query of an alert. */
export const THRESHOLD = 'THRESHOLD_OF_THIS';
/** Stands for the threshold with its unit in the texts of an alert. */
export const THRESHOLD_TEXT = 'TEXT_OF_THIS';

/** The places of the threshold of one alert. They end in "_", so that no name is the beginning of another one. */
export const numberPlace = (alert: string): string => `THRESHOLD_OF_${alert}_`;
export const textPlace = (alert: string): string => `TEXT_OF_${alert}_`;

/** Whether a name in a query is a place of a threshold rather than a metric. */
export const isPlace = (name: string): boolean => /^THRESHOLD_OF_.*_$/.test(name);

/** Text of one alert, with places under the name of the alert. */
export const placesOf = (alert: string, text: string): string =>
  text.replaceAll(THRESHOLD, numberPlace(alert)).replaceAll(THRESHOLD_TEXT, textPlace(alert));

/** The threshold of each alert that has one, by the name of the alert. */
export function thresholdsIn(groups: readonly RuleGroup[]): ReadonlyMap<string, Threshold> {
  const alerts = groups.flatMap(({ rules }) => rules.filter(isAlert));
  return new Map(alerts.flatMap(({ alert, threshold }) => (threshold ? [[alert, threshold] as const] : [])));
}

/** Text with the default in each place. */
export function withDefaults(text: string, thresholds: ReadonlyMap<string, Threshold>): string {
  return [...thresholds].reduce(
    (filled, [alert, { value, shown }]) =>
      filled
        .replaceAll(numberPlace(alert), String(value))
        .replaceAll(textPlace(alert), shown ? `${inUnit(value, shown)} ${shown}` : ''),
    text,
  );
}

/** The number in a unit of texts, without the noise of binary fractions. */
const inUnit = (value: number, unit: keyof typeof FACTORS) => Number((value * FACTORS[unit]).toFixed(6));
