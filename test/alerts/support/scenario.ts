/** Input series by their selector, which has all labels, with values in the notation of promtool. */
export type Series = Readonly<Record<string, string>>;

interface Scenario {
  readonly alert: string;
  /** What happens: the end of "fires when" or "stays silent when". */
  readonly when: string;
  readonly series: Series;
  /** Time between two values of a series, and between two evaluations; by default 15s, as in Prometheus. */
  readonly interval?: string;
}

/** An alert that fires, with its labels and texts. */
export interface Fired {
  readonly labels: Readonly<Record<string, string>>;
  readonly summary: string;
  readonly description: string;
}

export interface Firing extends Scenario, Fired {
  /** The evaluation before the alert fires; it has been silent until then. The Watchdog has none. */
  readonly silentAt?: string;
  readonly firingAt: string;
  /** A time soon after the cause has ended, at which the alert is resolved. */
  readonly resolvedAt?: string;
  /** Other alerts of this name that fire at the same time. */
  readonly also?: readonly Fired[];
}

export interface Silent extends Scenario {
  readonly silentUntil: string;
}
