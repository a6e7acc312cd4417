import { ATTRIBUTES, SPANS } from '@triptych/catalogue';
import type { Line } from './line.ts';
import { type Span, statusOf } from './span.ts';

/** What a span did. The name of a client span leaves out the path that it called, which is added here. */
export function nameOf({ kind, name, attributes }: Span): string {
  const path = attributes['url.path'] ?? pathOf(attributes['url.full'] ?? attributes['http.url']);
  return kind === 'client' && path && /^(HTTP )?[A-Z]+$/.test(name) ? `${name} ${path}` : name;
}

function pathOf(url: unknown): string | undefined {
  return URL.parse(String(url))?.pathname;
}

/** How a span ended, in a few words: status, problem, attempt, outcome, picture. */
export function notesOf(span: Span): string {
  const { attributes: a, name } = span;
  const picture = (format: unknown, width: unknown, height: unknown) =>
    [format, width && `${width}×${height}`].filter(Boolean).join(' ');
  const status = statusOf(span);
  const problem = a[ATTRIBUTES.problemCode] ?? a['error.type'];
  const why = a['otel.status_description'];
  const notes = [
    status,
    `${status} ${why}`.includes(String(problem)) ? undefined : problem,
    a[ATTRIBUTES.jobAttempt] && `attempt ${a[ATTRIBUTES.jobAttempt]}`,
    a[ATTRIBUTES.jobOutcome],
    name === SPANS.convert &&
      `${picture(a[ATTRIBUTES.inputFormat], a[ATTRIBUTES.inputWidth], a[ATTRIBUTES.inputHeight])} → ${picture(a[ATTRIBUTES.outputFormat], a[ATTRIBUTES.outputWidth], a[ATTRIBUTES.outputHeight])}`,
    why,
  ];
  return notes.filter(Boolean).join(' ');
}

/** The message and the fields of a log line, without the fields that its span shows. */
export function textOf({ message, fields }: Line, span: Span | undefined): string {
  const { [ATTRIBUTES.problemDetail]: detail, ...others } = fields;
  const shown = Object.entries(others)
    .filter(([key, value]) => textOfValue(span?.attributes[key]) !== textOfValue(value))
    .map(([key, value]) => `${key}=${textOfValue(value)}`);
  return [message, ...(detail ? [textOfValue(detail)] : []), ...shown].join('  ');
}

/** An error is shown by its message: its stack is in Loki. */
function textOfValue(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const { message } = value as { message?: unknown };
  return typeof message === 'string' ? message : JSON.stringify(value);
}
