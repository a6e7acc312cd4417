/** The signals in the order in which they are shown, and what one item of each is called. */
export const SIGNALS = { traces: 'span', logs: 'log line', metrics: 'data point' } as const;

export type Signal = keyof typeof SIGNALS;

/** What one place has counted in the range. */
export interface Count {
  readonly items: number;
  /** Those counted at the ends of the range: a neighbour may count them on the other side of the end. */
  readonly moving: number;
  /**
   * How many items the count may lack, because a process ended and its last counts were lost with it. Infinity where no
   * bound is known.
   */
  readonly lacks: number;
}

/** What waits in a queue; a queue that counts bytes does not know its items. */
export interface Waiting {
  readonly items?: number;
  readonly bytes?: number;
}

/** The way from one place to the next: `in` = `out` + dropped + sampled + waiting, unless something is missing. */
export interface Hop {
  readonly from: string;
  readonly to: string;
  readonly in: Count;
  readonly out: Count;
  /** Lost for good, by reason. */
  readonly dropped: Readonly<Record<string, number>>;
  /** What waits at the end of the range, less what waited at its beginning, by place. */
  readonly waiting: Readonly<Record<string, Waiting>>;
  /** Refused, by reason: the sender keeps these items and sends them again. */
  readonly refused?: Readonly<Record<string, number>>;
  /** Left out on purpose. Nothing counts them: they are what neither left, was dropped nor waits. */
  readonly sampled?: number;
}

/** The account of one signal: its hops in order, and what cannot be known about it. */
export interface Ledger {
  readonly signal: Signal;
  readonly hops: readonly Hop[];
  readonly unknown: readonly string[];
}
