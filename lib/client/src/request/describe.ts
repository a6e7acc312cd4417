import { ATTRIBUTES, SPANS } from '@triptych/catalogue';
import type { Span } from '../jaeger.ts';
import type { Line } from './line.ts';

/** Whether something went wrong in a span. */
export function isError({ attributes }: Span): boolean {
  const { error, 'http.response.status_code': status, [ATTRIBUTES.jobOutcome]: outcome } = attributes;
  return error === true || Number(status) >= 400 || isGivenUp(outcome);
}

/** Whether a job's attempt with that outcome was its last, and without a picture: the request's fault, or ours. */
export function isGivenUp(outcome: unknown): outcome is 'rejected' | 'failed' {
  return outcome === 'rejected' || outcome === 'failed';
}

/** What a span did: for a client's the path it called, too, which its name leaves out. */
export function nameOf({ kind, name, attributes }: Span): string {
  const path = attributes['url.path'];
  return kind === 'client' && path && !name.includes(' ') ? `${name} ${path}` : name;
}

/** How a span ended, in a few words: status, problem, attempt, picture. */
export function notesOf({ attributes: a, name }: Span): string {
  const picture = (format: unknown, width: unknown, height: unknown) =>
    [format, width && `${width}×${height}`].filter(Boolean).join(' ');
  const status = a['http.response.status_code'];
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

/** A log line's message and fields, without those that the span shows or that say the same. */
export function textOf({ message, fields }: Line, span: Span | undefined): string {
  const { [ATTRIBUTES.problemDetail]: detail, ...others } = fields;
  const said = Object.entries(others)
    .filter(([key, value]) => shownAs(span?.attributes[key]) !== shownAs(value))
    .map(([key, value]) => `${key}=${shownAs(value)}`);
  return [message, ...(detail ? [shownAs(detail)] : []), ...said].join('  ');
}

/** Of an error, what it says: the stack is for Loki. */
function shownAs(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const { message } = value as { message?: unknown };
  return typeof message === 'string' ? message : JSON.stringify(value);
}
