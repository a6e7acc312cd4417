import type { Span } from '../jaeger.ts';
import type { Line } from './line.ts';

/** What happened in a span, in the order of time. */
export type Item =
  | { readonly kind: 'span'; readonly span: Span; readonly items: readonly Item[] }
  | { readonly kind: 'line'; readonly line: Line; readonly span: Span | undefined }
  | { readonly kind: 'wait'; readonly name: string; readonly start: number; readonly durationMicros: number };

/**
 * Spans under their parents, log lines under the span they were written in, and waits in the queue before the attempts
 * they delayed. A span whose parent is not there is a root; each span is there once, whatever its parents say.
 */
export function buildTree(spans: readonly Span[], lines: readonly Line[]): Item[] {
  const byId = new Map(spans.map((span) => [span.id, span]));
  // Of two that begin at once the shorter is the one that the other waited for.
  const ordered = [...byId.values()].sort((a, b) => a.start - b.start || a.durationMicros - b.durationMicros);
  const children = Map.groupBy(ordered, ({ parentId }) => (byId.has(parentId ?? '') ? parentId : undefined));
  const linesOf = Map.groupBy(lines, ({ spanId }) => (byId.has(spanId ?? '') ? spanId : undefined));
  const placed = new Set<string>();

  const toItem = (span: Span): Item => {
    placed.add(span.id);
    const below = (children.get(span.id) ?? []).filter(({ id }) => !placed.has(id));
    return { kind: 'span', span, items: inOrder([...linesIn(span), ...waits(span, below), ...below.map(toItem)]) };
  };
  const linesIn = (span: Span | undefined): Item[] =>
    (linesOf.get(span?.id) ?? []).map((line) => ({ kind: 'line', line, span }));

  const roots = (children.get(undefined) ?? []).map(toItem);
  // Spans that are each other's parents hang nowhere.
  for (const span of ordered) if (!placed.has(span.id)) roots.push(toItem(span));
  return inOrder([...linesIn(undefined), ...roots]);
}

/** When an item begins, in microseconds since 1970. */
export function timeOf(item: Item): number {
  if (item.kind === 'span') return item.span.start;
  return item.kind === 'line' ? item.line.time : item.start;
}

/** Of the same millisecond, which is all that is known of a line's time, a line comes before a span. */
function inOrder(items: readonly Item[]): Item[] {
  return [...items].sort((a, b) => timeOf(a) - timeOf(b));
}

/** Times at which a job only waited: from its sending to its first attempt, and from each attempt to the next. */
function waits(producer: Span, below: readonly Span[]): Item[] {
  if (producer.kind !== 'producer') return [];
  let since = producer.start + producer.durationMicros;
  return below
    .filter(({ kind }) => kind === 'consumer')
    .flatMap((consumer, i) => {
      const wait: Item = {
        kind: 'wait',
        name: i === 0 ? 'wait in the queue' : `wait for attempt ${i + 1}`,
        start: since,
        durationMicros: consumer.start - since,
      };
      since = consumer.start + consumer.durationMicros;
      return wait.durationMicros > 0 ? [wait] : [];
    });
}
