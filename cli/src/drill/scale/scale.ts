import { shorten } from './shorten.ts';

/** How much shorter durations are in a drill than in the rules. */
export interface Scale {
  readonly factor: number;
  /** In milliseconds; no range of a query becomes shorter than this. */
  readonly leastRange: number;
  /** Other factors, by alert. */
  readonly factors: Readonly<Record<string, number>>;
}

/**
 * Three days become 36 minutes, and every range up to an hour becomes half a minute: a rate needs three samples, services
 * export every 5 s, and the Collector every 10 s. Thresholds stay as they are, whatever their unit.
 */
export const DRILL_SCALE: Scale = {
  factor: 120,
  leastRange: 30_000,
  factors: {
    // The supervisor waits longer before each restart, whatever the scale.
    ServiceRestarting: 10,
    // After its start the Collector may take half a minute to send its own metrics.
    TelemetryDropped: 10,
    // kube-state-metrics is scraped every 15 s.
    ContainerOOMKilled: 5,
    // It looks back a day, which would be 12 minutes.
    ServiceSilent: 600,
    // Within minutes a disk fills for many reasons, and no drill fills one.
    VolumeFilling: 1,
  },
};

/** In milliseconds; no rule is evaluated, and no group of alerts is sent, more often. */
const LEAST_INTERVAL = 1000;

/** Scales the range of a query. */
export const range = (text: string, { factor, leastRange }: Scale): string => shorten(text, factor, leastRange);

/** Scales how long a condition must hold. */
export const hold = (text: string, { factor }: Scale): string => shorten(text, factor, 0);

/** Scales an interval. */
export const interval = (text: string, { factor }: Scale): string => shorten(text, factor, LEAST_INTERVAL);
