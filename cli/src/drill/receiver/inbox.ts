import { EventEmitter, once } from 'node:events';

/** One alert in what Alertmanager sends: https://prometheus.io/docs/alerting/latest/configuration/#webhook_config */
export interface ReceivedAlert {
  readonly status: 'firing' | 'resolved';
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** Since when it has been firing, by the clock of Prometheus. */
  readonly startsAt: string;
}

/** An alert that somebody was told of. */
export interface Arrival extends ReceivedAlert {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Whether it came to whoever waits for the Watchdog, rather than to whoever is told of alerts. */
  readonly watchdog: boolean;
}

/** What has arrived, in order, for those who wait for something. */
export class Inbox {
  readonly #arrivals: Arrival[] = [];
  readonly #changes = new EventEmitter().setMaxListeners(0);

  /** How many have arrived: a mark from which on to look. */
  get size(): number {
    return this.#arrivals.length;
  }

  add(arrival: Arrival): void {
    this.#arrivals.push(arrival);
    this.#changes.emit('arrival');
  }

  /** All that came after a mark. */
  since(mark: number): readonly Arrival[] {
    return this.#arrivals.slice(mark);
  }

  /** Looks at what came after a mark, again whenever something comes, until that tells something. */
  async until<T>(look: (arrivals: readonly Arrival[]) => T | undefined, mark: number, signal: AbortSignal): Promise<T> {
    for (;;) {
      const found = look(this.since(mark));
      if (found !== undefined) return found;
      await once(this.#changes, 'arrival', { signal });
    }
  }
}
