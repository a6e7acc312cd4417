import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { print, table } from '@triptych/terminal';
import { describeMachine, type Machine } from './machine.ts';
import type { Options } from './options.ts';
import { root } from './root.ts';

export interface Results {
  /** Its page is bench/NAME.md. */
  readonly name: string;
  readonly machine: Machine;
  /** What --json prints. */
  readonly rows: readonly object[];
  /** Titles of the columns first. */
  readonly cells: readonly (readonly string[])[];
}

const START = '<!-- last results -->';
const END = '<!-- end of last results -->';

/** Prints the results, and writes them into the page of the bench after a whole run. */
export function report({ name, machine, rows, cells }: Results, options: Options): void {
  if (options.json) {
    print(JSON.stringify({ bench: name, machine, seconds: options.seconds, rounds: options.rounds, rows }));
    return;
  }
  const text = [describeMachine(machine), `${howOften(options)}:`, '', ...table(aligned(cells))].join('\n');
  print(text);
  print();
  if (!isWhole(options)) return;
  const file = join(root, 'bench', `${name}.md`);
  writeFileSync(file, withResults(readFileSync(file, 'utf8'), text, file));
}

/** Whether results replace the last ones: everything was measured, and nothing else. */
export const isWhole = ({ json, smoke, only, against }: Options): boolean =>
  !(json || smoke || against) && only.length === 0;

/** The page with these results instead of the last ones. */
export function withResults(page: string, text: string, file: string): string {
  const [from, to] = [page.indexOf(START), page.indexOf(END)];
  if (from < 0 || to < from) throw new Error(`${file} has no place for results: add "${START}" and "${END}"`);
  return `${page.slice(0, from + START.length)}\n\n\`\`\`\n${text}\n\`\`\`\n\n${page.slice(to)}`;
}

function howOften({ seconds, rounds }: Options): string {
  return rounds === 1 ? `one round of ${seconds} s` : `medians of ${rounds} rounds of ${seconds} s`;
}

/** Columns of numbers end at their right edge. */
function aligned(cells: readonly (readonly string[])[]): string[][] {
  const isNumber = (column: number) => cells.slice(1).every((row) => /^[\d.,–]*$/.test(row[column] ?? ''));
  const width = (column: number) => Math.max(...cells.map((row) => row[column]?.length ?? 0));
  return cells.map((row) => row.map((cell, column) => (isNumber(column) ? cell.padStart(width(column)) : cell)));
}
