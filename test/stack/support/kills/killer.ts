import type { TestStack } from '../conversions.ts';
import { until } from '../until.ts';
import type { Random } from './random.ts';

/** A process that was killed. Times are milliseconds since 1970. */
export interface Kill {
  readonly part: string;
  readonly pid: number;
  readonly at: number;
  /** When a process of the part was ready again. */
  readyAt: number;
}

/** Kills parts of a stack, one after the other, as the number of finished conversions passes given thresholds. */
export class Killer {
  readonly kills: Kill[] = [];
  readonly #stack: TestStack;
  readonly #plan: { readonly part: string; readonly after: number }[];
  #running: Promise<unknown> = Promise.resolve();
  #recoveries: Promise<unknown>[] = [];

  /** Plans `rounds` kills of each part at random points of the first nine tenths of `conversions`. */
  constructor(
    stack: TestStack,
    random: Random,
    plan: { readonly parts: readonly string[]; readonly rounds: number; readonly conversions: number },
  ) {
    this.#stack = stack;
    const { parts, rounds, conversions } = plan;
    const order = random.shuffle(Array.from({ length: rounds }, () => parts).flat());
    const points = order.map(() => random.integer(Math.floor(conversions * 0.9))).sort((a, b) => a - b);
    this.#plan = order.map((part, i) => ({ part, after: points[i] ?? 0 }));
  }

  /** Kills what is due after this number of finished conversions. */
  finished(count: number): void {
    while (this.#plan[0] && this.#plan[0].after <= count) {
      const { part } = this.#plan.shift() as { part: string };
      this.#running = this.#running.then(() => this.#kill(part));
      // `done` reports it.
      this.#running.catch(() => {});
    }
  }

  /** Resolves when every kill is done and every killed part is ready again. */
  async done(): Promise<void> {
    await this.#running;
    await Promise.all(this.#recoveries);
  }

  async #kill(part: string): Promise<void> {
    // A part that is being restarted has no process for a moment.
    const killed = await until(`a process of ${part}`, () => this.#stack.kill(part), Boolean);
    const kill: Kill = { part, ...killed, readyAt: Number.POSITIVE_INFINITY };
    this.kills.push(kill);
    this.#recoveries.push(
      this.#stack.ready(part).then(() => {
        kill.readyAt = Date.now();
      }),
    );
  }
}
