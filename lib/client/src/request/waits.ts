import { endOf, type Span } from './span.ts';

/** A time in which a job only waited. */
export interface Wait {
  readonly name: string;
  /** Microseconds since 1970. */
  readonly start: number;
  readonly durationMicros: number;
}

/** The waits of a job: from its sending to its first attempt, and from each attempt to the next. */
export function waitsOf(producer: Span, children: readonly Span[]): Wait[] {
  if (producer.kind !== 'producer') return [];
  const attempts = children.filter(({ kind }) => kind === 'consumer');
  return attempts.flatMap((attempt, i) => {
    const start = endOf(attempts[i - 1] ?? producer);
    const name = i === 0 ? 'wait in the queue' : `wait for attempt ${i + 1}`;
    const wait = { name, start, durationMicros: attempt.start - start };
    return wait.durationMicros > 0 ? [wait] : [];
  });
}
