import type { Line } from './line.ts';
import { inCriticalOrder, type Span } from './span.ts';
import { type Wait, waitsOf } from './waits.ts';

/** A node of the tree: a span with what happened in it, a log line, or a wait of a job. */
export type Item =
  | { readonly kind: 'span'; readonly span: Span; readonly items: readonly Item[] }
  | { readonly kind: 'line'; readonly line: Line; readonly span: Span | undefined }
  | ({ readonly kind: 'wait' } & Wait);

/** The item of a span while the tree is built. */
interface Branch {
  readonly kind: 'span';
  readonly span: Span;
  items: Item[];
}

/**
 * Builds the tree of a trace: spans under their parents, log lines under the span that wrote them, and waits before the
 * attempts that they delayed. A span whose parent is missing is a root. Each span is in the tree once, even where spans
 * name each other as parents.
 */
export function buildTree(spans: readonly Span[], lines: readonly Line[]): Item[] {
  const byId = new Map(spans.map((span) => [span.id, span]));
  const ordered = inCriticalOrder(byId.values());
  const children = Map.groupBy(ordered, ({ parentId }) => (byId.has(parentId ?? '') ? parentId : undefined));
  const linesOf = Map.groupBy(lines, ({ spanId }) => (byId.has(spanId ?? '') ? spanId : undefined));
  const placed = new Set<string>();

  const linesIn = (span: Span | undefined): Item[] =>
    (linesOf.get(span?.id) ?? []).map((line) => ({ kind: 'line', line, span }));

  const toBranch = (span: Span): Branch => {
    placed.add(span.id);
    return { kind: 'span', span, items: [] };
  };
  const grow = (root: Span): Item => {
    const tree = toBranch(root);
    // A stack, because a trace may be deeper than the calls that an engine allows.
    const open = [tree];
    for (let branch = open.pop(); branch; branch = open.pop()) {
      const { span } = branch;
      const below = (children.get(span.id) ?? []).filter(({ id }) => !placed.has(id));
      const waits = waitsOf(span, below).map((wait): Item => ({ kind: 'wait', ...wait }));
      const branches = below.map(toBranch);
      branch.items = byTime([...linesIn(span), ...waits, ...branches]);
      for (const one of branches) open.push(one);
    }
    return tree;
  };

  const roots = (children.get(undefined) ?? []).map(grow);
  // Spans that name each other as parents hang from no root.
  for (const span of ordered) if (!placed.has(span.id)) roots.push(grow(span));
  return byTime([...linesIn(undefined), ...roots]);
}

/** Every item of a tree, those below spans included, in no order. */
export function* allItems(items: readonly Item[]): Generator<Item> {
  const open = [...items];
  for (let item = open.pop(); item; item = open.pop()) {
    yield item;
    if (item.kind === 'span') for (const below of item.items) open.push(below);
  }
}

/** When an item starts, in microseconds since 1970. */
export function timeOf(item: Item): number {
  if (item.kind === 'span') return item.span.start;
  return item.kind === 'line' ? item.line.time : item.start;
}

/** The time of a line is known to the millisecond: within one, a line comes before a span (the sort is stable). */
function byTime(items: readonly Item[]): Item[] {
  return [...items].sort((a, b) => timeOf(a) - timeOf(b));
}
