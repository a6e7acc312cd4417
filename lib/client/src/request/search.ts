import { nameOf, notesOf } from './describe.ts';
import type { Line } from './line.ts';
import type { Span } from './span.ts';

/** A span, or a log line by its index, in which a text was found. */
export type Match =
  | { readonly kind: 'span'; readonly spanId: string; readonly time: number }
  | { readonly kind: 'line'; readonly index: number; readonly spanId: string | undefined; readonly time: number };

/** The spans and lines that contain a text, in any case, in the order of their times. An empty text is in none. */
export function search(spans: readonly Span[], lines: readonly Line[], text: string): Match[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return [];
  const found: Match[] = [];
  for (const span of spans) {
    if (spanText(span).includes(wanted)) found.push({ kind: 'span', spanId: span.id, time: span.start });
  }
  for (const [index, line] of lines.entries()) {
    if (lineContains(line, wanted)) found.push({ kind: 'line', index, spanId: line.spanId, time: line.time });
  }
  return found.sort((a, b) => a.time - b.time);
}

/** Whether a log line contains a text, which is in lower case. */
export function lineContains({ service, severity, message, fields }: Line, wanted: string): boolean {
  return (
    message.toLowerCase().includes(wanted) ||
    `${service}\n${severity}`.toLowerCase().includes(wanted) ||
    keyValues(fields).includes(wanted)
  );
}

function spanText(span: Span): string {
  const start = `${span.id}\n${span.service}\n${span.kind}\n${nameOf(span)}\n${notesOf(span)}\n`;
  return start.toLowerCase() + keyValues(span.attributes);
}

/** `key=value` in lower case, one on each line. */
function keyValues(record: Readonly<Record<string, unknown>>): string {
  const pairs = Object.entries(record).map(([key, value]) => {
    return `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`;
  });
  return pairs.join('\n').toLowerCase();
}
