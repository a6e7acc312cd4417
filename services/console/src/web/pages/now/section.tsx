import type { ComponentChildren } from 'preact';
import { Notice } from '../../components/notice.tsx';
import { duration } from '../../format.ts';

interface Reading<T> {
  readonly at?: number;
  readonly data?: T;
  readonly missing?: string;
}

interface Props<T> {
  readonly id: string;
  readonly title: string;
  readonly reading: Reading<T> | undefined;
  /** When the console's server answered: milliseconds since 1970, by its clock. */
  readonly at: number | undefined;
  readonly aside?: ComponentChildren;
  readonly children: (data: T) => ComponentChildren;
}

/** A part of the page with one source. When the source is away, its last data stays, with its age. */
export function Section<T>({ id, title, reading, at, aside, children }: Props<T>) {
  const { data, missing, at: readAt } = reading ?? {};
  const age = at !== undefined && readAt !== undefined ? Math.max(0, at - readAt) / 1000 : undefined;
  return (
    <section class={`panel now-${id}${missing ? ' now-stalled' : ''}`} aria-labelledby={`now-${id}`}>
      <div class="now-head">
        <h2 id={`now-${id}`}>{title}</h2>
        {aside}
      </div>
      {missing && (
        <Notice kind="warning">
          {missing}
          {data !== undefined && age !== undefined && ` What follows is ${duration(age)} old.`}
        </Notice>
      )}
      {data !== undefined ? children(data) : !missing && <p class="quiet">Loading…</p>}
    </section>
  );
}
