import { colour } from '@triptych/terminal';
import stringWidth from 'string-width';

/** A text in one colour. */
export interface Piece {
  readonly text: string;
  readonly tint?: Parameters<typeof colour>[0] | undefined;
}

const graphemes = new Intl.Segmenter();

/** A text in one line without control characters: log lines contain what clients sent. */
export function plain(text: string): string {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ');
}

/** The number of columns that a text takes. */
export function widthOf(text: string): number {
  return stringWidth(text);
}

/** The beginning of a text that fits into `width` columns. */
function take(text: string, width: number): string {
  let taken = '';
  for (const { segment } of graphemes.segment(text)) {
    if (widthOf(taken + segment) > width) break;
    taken += segment;
  }
  return taken;
}

/** A text in at most `width` columns; it ends with … where it is cut. */
export function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  return width > 0 ? `${take(text, width - 1)}…` : '';
}

/** Pieces side by side in exactly `width` columns, cut or filled with blanks. */
export function fit(pieces: readonly Piece[], width: number): string {
  const texts = pieces.map(({ text, tint }) => ({ text: plain(text), tint }));
  const whole = texts.map(({ text }) => text).join('');
  const shown = cut(whole, width);
  let at = 0;
  const painted = texts.map(({ text, tint }, i) => {
    const part = i === texts.length - 1 ? shown.slice(at) : shown.slice(at, at + text.length);
    at += text.length;
    return tint && part ? colour(tint, part) : part;
  });
  return painted.join('') + ' '.repeat(Math.max(0, width - widthOf(shown)));
}

/** A text in at most `most` lines of `width` columns, broken between words. */
export function wrap(text: string, width: number, most: number): string[] {
  const lines: string[] = [];
  let rest = plain(text).trim();
  while (rest && lines.length < most - 1 && widthOf(rest) > width) {
    const head = take(rest, width);
    if (!head) break;
    const blank = rest[head.length] === ' ' ? head.length : head.lastIndexOf(' ');
    const end = blank > width / 3 ? blank : head.length;
    lines.push(rest.slice(0, end).trimEnd());
    rest = rest.slice(end).trimStart();
  }
  if (rest) lines.push(cut(rest, width));
  return lines;
}
