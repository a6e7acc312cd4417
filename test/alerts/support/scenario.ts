/** Series as they come in: what is between braces says all labels, and values are as promtool writes them. */
export type Series = Readonly<Record<string, string>>;

interface Scenario {
  readonly alert: string;
  /** What happens, as the end of "fires when" or "stays silent when". */
  readonly when: string;
  readonly series: Series;
  /** Time between two values of a series, and between two evaluations; by default that of Prometheus, 15s. */
  readonly interval?: string;
}

/** An alert with all that it says when it fires. */
export interface Fired {
  readonly labels: Readonly<Record<string, string>>;
  readonly summary: string;
  readonly description: string;
}

export interface Firing extends Scenario, Fired {
  /** The evaluation before; until then it has been silent. Of the Watchdog there is none. */
  readonly silentAt?: string;
  readonly firingAt: string;
  /** Soon after what caused it has ended. */
  readonly resolvedAt?: string;
  /** Other alerts of this name that fire at that time as well. */
  readonly also?: readonly Fired[];
}

export interface Silent extends Scenario {
  readonly silentUntil: string;
}
