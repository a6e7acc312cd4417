import { shorten } from './duration.ts';

/** How much shorter time is in a drill than it is written. */
export interface Scale {
  readonly factor: number;
  /** Milliseconds; no range of a query becomes shorter. */
  readonly leastRange: number;
  /** The factor of alerts that need another one. */
  readonly factors: Readonly<Record<string, number>>;
}

/**
 * Three days are 36 minutes, and all up to an hour half a minute: a rate needs three samples, and services export theirs
 * every 5 s, the Collector every 10 s. Thresholds stay, whatever their unit.
 */
export const DRILL_SCALE: Scale = {
  factor: 120,
  leastRange: 30_000,
  factors: {
    // A supervisor waits longer from one start to the next, whatever the scale.
    ServiceRestarting: 10,
    // Half a minute may be over before the Collector, whose absence it is, has told that it is back.
    TelemetryDropped: 10,
    // kube-state-metrics is asked every 15 s.
    ContainerOOMKilled: 5,
    // Within minutes a machine's disk fills for many reasons, and no drill is one.
    VolumeFilling: 1,
  },
};

/** No rule is evaluated, and no group looked at, more often. */
const LEAST_INTERVAL = 1000;

/** What a query looks back. */
export const range = (text: string, { factor, leastRange }: Scale): string => shorten(text, factor, leastRange);

/** How long something must hold. */
export const hold = (text: string, { factor }: Scale): string => shorten(text, factor, 0);

/** How often something is done. */
export const interval = (text: string, { factor }: Scale): string => shorten(text, factor, LEAST_INTERVAL);
