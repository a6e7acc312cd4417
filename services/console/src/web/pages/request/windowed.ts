/** Rows that are visible, and where they start. */
export interface Visible {
  readonly first: number;
  /** The row after the last visible one. */
  readonly end: number;
}

/** How many rows above and below the visible ones are drawn, too, so that scrolling shows no gap. */
const SPARE = 6;

/** A list of rows of one height, some of which are taller. */
export class RowHeights {
  readonly #count: number;
  readonly #height: number;
  /** The taller rows in order: index, and pixels that they and the taller rows before them have more. */
  readonly #taller: readonly { readonly index: number; readonly more: number; readonly sum: number }[];

  constructor(count: number, height: number, taller: ReadonlyMap<number, number> = new Map()) {
    this.#count = count;
    this.#height = height;
    let sum = 0;
    this.#taller = [...taller]
      .filter(([index]) => index < count)
      .sort(([a], [b]) => a - b)
      .map(([index, more]) => {
        sum += more;
        return { index, more, sum };
      });
  }

  get total(): number {
    return this.#count * this.#height + (this.#taller.at(-1)?.sum ?? 0);
  }

  /** The pixels above a row. */
  topOf(index: number): number {
    const before = this.#taller.findLast((row) => row.index < index);
    return index * this.#height + (before?.sum ?? 0);
  }

  /** The rows between two heights, and some more on both sides. */
  visible(top: number, height: number): Visible {
    return {
      first: Math.max(0, this.#at(top) - SPARE),
      end: Math.min(this.#count, this.#at(top + height) + 1 + SPARE),
    };
  }

  /** The row at a height. */
  #at(y: number): number {
    let [low, high] = [0, Math.max(0, this.#count - 1)];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.topOf(middle) <= y) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
