import type { Span } from './span.ts';
import type { Item } from './tree.ts';
import type { Wait } from './waits.ts';

/** A row of a waterfall: a span or a wait, with its place in the tree. */
export type Row = SpanRow | WaitRow;

interface Place {
  /** The span's id; a wait has the id of the attempt that it delayed, after `wait:`. */
  readonly id: string;
  readonly depth: number;
  /** The index of the row above it in the tree; -1 at the top. */
  readonly parent: number;
  /** How many rows are below it in the tree: they follow it. */
  readonly size: number;
}
export interface SpanRow extends Place {
  readonly kind: 'span';
  readonly span: Span;
}
export interface WaitRow extends Place {
  readonly kind: 'wait';
  readonly wait: Wait;
}

/** The spans and waits of a tree, each above what is below it. The order is that of the tree. */
export function outlineOf(items: readonly Item[]): Row[] {
  const rows: (Row & { size: number })[] = [];
  // A stack, because a trace may be deeper than the calls that an engine allows.
  const open = [{ items, at: 0, depth: 0, parent: -1 }];
  for (let level = open.at(-1); level; level = open.at(-1)) {
    const item = level.items[level.at];
    if (!item) {
      open.pop();
      const row = rows[level.parent];
      if (row) row.size = rows.length - level.parent - 1;
      continue;
    }
    level.at += 1;
    const { depth, parent } = level;
    if (item.kind === 'span') {
      rows.push({ kind: 'span', id: item.span.id, span: item.span, depth, parent, size: 0 });
      open.push({ items: item.items, at: 0, depth: depth + 1, parent: rows.length - 1 });
    }
    if (item.kind === 'wait') {
      const id = `wait:${rows[parent]?.id ?? ''}:${item.start}`;
      rows.push({ kind: 'wait', id, wait: item, depth, parent, size: 0 });
    }
  }
  return rows;
}

/** The stretch of time of a row. */
export function timesOf(row: Row): { readonly start: number; readonly durationMicros: number } {
  return row.kind === 'span' ? row.span : row.wait;
}

/** What is shown of an outline: the rows below `root`, without those below a collapsed one. Indices into `rows`. */
export function visibleRows(rows: readonly Row[], isCollapsed: (row: Row) => boolean, root?: string): number[] {
  const found = root === undefined ? -1 : rows.findIndex(({ id }) => id === root);
  const top = rows[found];
  const end = top ? found + top.size + 1 : rows.length;
  const visible: number[] = [];
  for (let i = top ? found : 0; i < end; i += 1) {
    const row = rows[i];
    if (!row) break;
    visible.push(i);
    if (row.size > 0 && isCollapsed(row)) i += row.size;
  }
  return visible;
}

/** The indices of the rows above a row in the tree, the nearest first. */
export function ancestorsOf(rows: readonly Row[], index: number): number[] {
  const above: number[] = [];
  for (let at = rows[index]?.parent ?? -1; at >= 0; at = rows[at]?.parent ?? -1) above.push(at);
  return above;
}
