/** A line at the end of a terminal that is redrawn in place. Where the stream is no terminal, it shows nothing. */
export interface ProgressLine {
  readonly isShown: boolean;
  draw(text: string): void;
  /** Removes the line, so that plain lines can follow. */
  erase(): void;
}

/** Opens the line of a stream. */
export function openProgressLine(stream: NodeJS.WriteStream): ProgressLine {
  const isShown = stream.isTTY;
  const write = (text: string) => void (isShown && stream.write(`\r\u001b[K${text}`));
  return {
    isShown,
    // A line that wraps would be two lines to erase.
    draw: (text) => write(text.slice(0, (stream.columns || 80) - 1)),
    erase: () => write(''),
  };
}
