import type { Traffic } from './causes/visits.ts';
import type { PartName, System } from './system.ts';

/** An alert that somebody must be told of. */
export interface Expected {
  readonly alert: string;
  readonly severity: 'page' | 'ticket' | 'none';
  /** The value of its label `service`, or several, each of which must be told of. */
  readonly service: string;
  /** Told only once the fault is gone: until then another alert tells of the cause. */
  readonly late?: boolean;
  /** Where it is seen instead of at the receiver: in Prometheus, or by the silence of those that came before. */
  readonly seen?: 'prometheus' | 'silence';
}

/** What a drill has to work with. */
export interface Scene {
  readonly system: System;
  readonly traffic: Traffic;
  /** What takes the fault away again, the last first. */
  readonly undo: AsyncDisposableStack;
  /** What is to be done after that, once all alerts have been told of. */
  readonly afterwards: AsyncDisposableStack;
  /** Resolves when an alert that the drill expects has been told of. */
  told(expected: Expected): Promise<void>;
  /** Aborts when somebody wants it to end, or it is of no more use. */
  readonly signal: AbortSignal;
}

/** A real fault, and the alerts that must follow. */
export interface Drill {
  readonly name: string;
  /** What goes wrong, in a line. */
  readonly summary: string;
  readonly expects: readonly Expected[];
  /** Alerts that must not be told of meanwhile, as the cause is. */
  readonly silences?: readonly string[];
  /** Of what it takes hold: no other drill with one of these runs at the same time. With `everything`, none at all. */
  readonly holds: readonly (PartName | 'everything' | 'errors of user_svc')[];
  /** Where it can be done; anywhere unless said otherwise. */
  readonly where?: 'local' | 'cluster';
  /** How long alerts may take to fire, and to end; 3 and 4 minutes unless said otherwise. */
  readonly fireSeconds?: number;
  readonly endSeconds?: number;
  /** Causes the fault, and puts into `undo` what ends it. */
  cause(scene: Scene): Promise<void>;
}
