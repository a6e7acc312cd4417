import { ATTRIBUTES, SPANS } from '@triptych/catalogue';
import type { Line } from './line.ts';
import { byStart, isError, isGivenUp, type Span, statusOf } from './span.ts';

/** How a request ended. */
export interface Verdict {
  readonly state: 'ok' | 'failed' | 'running' | 'unknown';
  /** `202, job succeeded after 2 attempts`. */
  readonly text: string;
}

/** Judges a request by its reply and, where it made a job, by the last attempt of the job. */
export function verdictOf(spans: readonly Span[], lines: readonly Line[]): Verdict {
  const ordered = byStart(spans);
  const consumers = ordered.filter(({ kind }) => kind === 'consumer');
  const attempts = consumers.filter(({ attributes }) => ATTRIBUTES.jobAttempt in attributes);
  const root = ordered.find(({ kind }) => kind === 'server') ?? consumers.find((one) => !attempts.includes(one));
  const sent = ordered.some(({ name }) => name === SPANS.jobSend);
  const outcome = attempts.at(-1)?.attributes[ATTRIBUTES.jobOutcome];
  const reply = root && (root.kind === 'server' ? `${root.name} → ${statusOf(root) ?? 'no status'}` : root.name);
  const tries = attempts.length > 1 ? ` after ${attempts.length} attempts` : '';
  const why = lines.findLast(({ fields }) => fields[ATTRIBUTES.problemCode])?.fields[ATTRIBUTES.problemCode];

  if (root && isError(root)) return { state: 'failed', text: [reply, why].filter(Boolean).join(', ') };
  if (isGivenUp(outcome))
    return { state: 'failed', text: [reply, `job ${outcome}${tries}`, why].filter(Boolean).join(', ') };
  if (outcome === 'succeeded')
    return { state: 'ok', text: [reply, `job succeeded${tries}`].filter(Boolean).join(', ') };
  if (sent || outcome)
    return {
      state: 'running',
      text: `${reply ?? 'job'}, the job has not ended, or the spans of its end have not arrived`,
    };
  if (reply) return { state: 'ok', text: reply };
  return { state: 'unknown', text: spans.length > 0 ? 'part of a trace' : 'log lines only' };
}
