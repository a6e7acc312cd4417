import type { PartName } from '@triptych/parts';
import type { Visitors } from './causes/visits.ts';
import type { System } from './system.ts';

/** An alert that must follow the fault of a drill. */
export interface ExpectedAlert {
  readonly alert: string;
  readonly severity: 'page' | 'ticket' | 'none';
  /** The value of its label `service`. */
  readonly service: string;
  /** It fires only after the fault has ended: until then the alert of the cause inhibits it. */
  readonly late?: boolean;
  /** Where it is observed instead of at the receiver: in Prometheus, or by the silence of the Watchdog. */
  readonly seen?: 'prometheus' | 'silence';
}

/** What a drill works with while it causes its fault. */
export interface DrillContext {
  readonly system: System;
  readonly visitors: Visitors;
  /** Ends the fault; the last entry runs first. */
  readonly undo: AsyncDisposableStack;
  /** Runs after the fault has ended and every expected alert has fired. */
  readonly afterwards: AsyncDisposableStack;
  /** Resolves when an alert that the drill expects has fired. */
  fired(expected: ExpectedAlert): Promise<void>;
  /** Aborts when the user stops the drill, or when it takes too long. */
  readonly signal: AbortSignal;
}

/** A real fault, and the alerts that must follow. */
export interface Drill {
  readonly name: string;
  /** What goes wrong, in one line. */
  readonly summary: string;
  readonly expects: readonly ExpectedAlert[];
  /** Alerts that must not reach the receiver meanwhile, because the alert of the cause inhibits them. */
  readonly inhibits?: readonly string[];
  /** What the drill occupies: two drills that hold the same never run together. `everything` excludes all others. */
  readonly holds: readonly (PartName | 'everything' | 'errors of user_svc')[];
  /** Where the drill can run; anywhere by default. */
  readonly where?: 'local' | 'cluster';
  /** Seconds within which its alerts must fire, and must be resolved; 180 and 240 by default. */
  readonly fireSeconds?: number;
  readonly endSeconds?: number;
  /** Causes the fault, and puts what ends it into `undo`. */
  cause(context: DrillContext): Promise<void>;
}
