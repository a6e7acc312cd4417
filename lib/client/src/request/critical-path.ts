import { endOf, type Span } from './span.ts';

/** A stretch of time in which the end of the request waited for one span. Microseconds since 1970. */
export interface Segment {
  readonly spanId: string;
  readonly start: number;
  readonly end: number;
}

/**
 * The stretches of time that determined when the request ended, the earliest first. They do not overlap. What a span
 * started and did not wait for, such as the job of an accepted upload, is part of the path when it ended last. A time
 * in which no span ran, such as a wait in the queue, is in no segment.
 */
export function criticalPath(spans: readonly Span[]): Segment[] {
  const byId = new Map(spans.map((span) => [span.id, span]));
  const children = Map.groupBy(byId.values(), ({ parentId }) => (byId.has(parentId ?? '') ? parentId : undefined));
  const ends = endsBelow(byId, children);
  const endOfAll = (span: Span) => ends.get(span.id) ?? endOf(span);
  const segments: Segment[] = [];
  const seen = new Set<string>();

  const roots = (children.get(undefined) ?? []).toSorted((a, b) => endOfAll(b) - endOfAll(a));
  const [last] = roots;
  if (!last) return [];
  const waiting = [{ span: last, since: last.start, until: endOfAll(last) }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { span, since, until } = next;
    if (seen.has(span.id)) continue;
    seen.add(span.id);
    let cursor = until;
    const add = (start: number) => {
      const [from, to] = [Math.max(start, since), Math.min(cursor, endOf(span))];
      if (to > from) segments.push({ spanId: span.id, start: from, end: to });
    };
    for (const child of (children.get(span.id) ?? []).toSorted((a, b) => endOfAll(b) - endOfAll(a))) {
      if (child.start >= cursor || cursor <= since || seen.has(child.id)) continue;
      const end = Math.min(endOfAll(child), cursor);
      add(end);
      // Where clocks differ, a child starts before its parent: the path does not go back in time.
      const childSince = Math.max(since, child.start);
      waiting.push({ span: child, since: childSince, until: end });
      cursor = Math.min(cursor, childSince);
    }
    add(since);
  }
  return segments.sort((a, b) => a.start - b.start);
}

/** When the last of a span and all spans below it ends. */
function endsBelow(byId: ReadonlyMap<string, Span>, children: ReadonlyMap<string | undefined, readonly Span[]>) {
  const ends = new Map<string, number>();
  const order: Span[] = [];
  const open = [...(children.get(undefined) ?? [])];
  for (let span = open.pop(); span; span = open.pop()) {
    order.push(span);
    for (const child of children.get(span.id) ?? []) open.push(child);
  }
  for (const span of order.reverse()) {
    const end = Math.max(ends.get(span.id) ?? 0, endOf(span));
    ends.set(span.id, end);
    const { parentId } = span;
    if (parentId !== undefined && byId.has(parentId)) ends.set(parentId, Math.max(ends.get(parentId) ?? 0, end));
  }
  return ends;
}
