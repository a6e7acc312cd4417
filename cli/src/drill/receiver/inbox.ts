import { EventEmitter, once } from 'node:events';

/** One alert in what Alertmanager sends: https://prometheus.io/docs/alerting/latest/configuration/#webhook_config */
export interface ReceivedAlert {
  readonly status: 'firing' | 'resolved';
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** When it began to fire, by the clock of Prometheus; ISO 8601. */
  readonly startsAt: string;
}

/** An alert that has arrived at the receiver. */
export interface Arrival extends ReceivedAlert {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Whether it arrived at the URL for the Watchdog, rather than at that for alerts. */
  readonly watchdog: boolean;
}

/** The alerts that have arrived, in order. */
export class Inbox {
  readonly #arrivals: Arrival[] = [];
  readonly #changes = new EventEmitter().setMaxListeners(0);

  /** How many have arrived. It serves as a mark for `since` and `waitFor`. */
  get size(): number {
    return this.#arrivals.length;
  }

  /** Adds an arrival, and wakes those who wait for it. */
  add(arrival: Arrival): void {
    this.#arrivals.push(arrival);
    this.#changes.emit('arrival');
  }

  /** Everything that arrived after a mark. */
  since(mark: number): readonly Arrival[] {
    return this.#arrivals.slice(mark);
  }

  /** Looks at what arrived after a mark, now and after each arrival, until `look` returns a value. Rejects on abort. */
  async waitFor<T>(
    look: (arrivals: readonly Arrival[]) => T | undefined,
    mark: number,
    signal: AbortSignal,
  ): Promise<T> {
    for (;;) {
      const found = look(this.since(mark));
      if (found !== undefined) return found;
      await once(this.#changes, 'arrival', { signal });
    }
  }
}
