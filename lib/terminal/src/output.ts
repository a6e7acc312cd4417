import { styleText } from 'node:util';

/** Writes one line to stdout. */
export function print(line = ''): void {
  process.stdout.write(`${line}\n`);
}

/** Writes one line to stderr. */
export function printError(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** The text in a colour where stdout is a terminal and NO_COLOR is not set. */
export function colour(name: 'dim' | 'red' | 'green' | 'yellow' | 'bold', text: string): string {
  return styleText(name, text, { stream: process.stdout });
}
