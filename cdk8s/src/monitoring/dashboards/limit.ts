import { THRESHOLDS } from '../alerts/index.ts';
import { numberPlace } from '../rules/threshold.ts';

/** The line of a panel at which an alert fires. */
export interface Limit {
  /** The threshold of the alert by default. */
  readonly value: number;
  /** Stands for the threshold in the file of the dashboard. */
  readonly place: string;
}

/** The threshold of an alert: panels draw a line where the alert fires. */
export function limit(alert: string): Limit {
  const threshold = THRESHOLDS.get(alert);
  if (!threshold) throw new Error(`the alert "${alert}" has no threshold, so no panel can draw a line there`);
  return { value: threshold.value, place: numberPlace(alert) };
}
