const ERASE = '\r\u001b[K';

/** One line of a terminal that is written again and again. */
export interface ProgressLine {
  /** Whether the stream is a terminal, so that the line is visible. */
  readonly isVisible: boolean;
  /** Replaces the line, cut to the width of the terminal. Writes nothing where the stream is not a terminal. */
  show(text: string): void;
  /** Removes the line; what follows are plain lines. */
  clear(): void;
}

/** A progress line on stderr by default, so that stdout stays for results. */
export function progressLine(stream: NodeJS.WriteStream = process.stderr): ProgressLine {
  let shown = false;
  return {
    isVisible: stream.isTTY,
    show(text) {
      if (!stream.isTTY) return;
      shown = true;
      // A line that wraps could not be erased.
      stream.write(`${ERASE}${text.slice(0, (stream.columns || 80) - 1)}`);
    },
    clear() {
      if (shown) stream.write(ERASE);
      shown = false;
    },
  };
}
