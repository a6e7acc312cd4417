import type { Span } from './span.ts';

/** Something in a trace that cannot be so: spans are missing, or clocks differ. It is shown, never corrected. */
export interface Oddity {
  readonly spanId: string;
  readonly kind: 'missing_parent' | 'starts_before_parent' | 'circular';
  /** How much earlier than its parent a span starts, in microseconds. */
  readonly byMicros?: number;
}

/** Services take their times in steps of up to a millisecond, so a smaller difference means nothing. */
const TOLERANCE_MICROS = 1_000;

/** The spans whose parent is missing, that start before their parent, or that are among their own ancestors. */
export function odditiesOf(spans: readonly Span[]): Oddity[] {
  const byId = new Map(spans.map((span) => [span.id, span]));
  const circular = circularIn(byId);
  return [...byId.values()].flatMap((span): Oddity[] => {
    const { id: spanId, parentId, start } = span;
    if (parentId === undefined || parentId === '') return [];
    const parent = byId.get(parentId);
    if (!parent) return [{ spanId, kind: 'missing_parent' }];
    if (circular.has(spanId)) return [{ spanId, kind: 'circular' }];
    const byMicros = parent.start - start;
    return byMicros > TOLERANCE_MICROS ? [{ spanId, kind: 'starts_before_parent', byMicros }] : [];
  });
}

/** The spans that are among their own ancestors. */
function circularIn(byId: ReadonlyMap<string, Span>): Set<string> {
  const circular = new Set<string>();
  const done = new Set<string>();
  for (const id of byId.keys()) {
    const path: string[] = [];
    const onPath = new Set<string>();
    let at: string | undefined = id;
    while (at !== undefined && byId.has(at) && !done.has(at) && !onPath.has(at)) {
      path.push(at);
      onPath.add(at);
      at = byId.get(at)?.parentId;
    }
    if (at !== undefined && onPath.has(at)) for (const one of path.slice(path.indexOf(at))) circular.add(one);
    for (const one of path) done.add(one);
  }
  return circular;
}

/** What an oddity means, in a sentence; `shown` writes a duration in microseconds. */
export function describeOddity({ kind, byMicros = 0 }: Oddity, shown: (micros: number) => string): string {
  switch (kind) {
    case 'missing_parent':
      return 'The parent of this span is missing: its service sent no span, or the span has not arrived.';
    case 'starts_before_parent':
      return `This span starts ${shown(byMicros)} before its parent: the clocks of their machines differ.`;
    case 'circular':
      return 'This span is among its own ancestors: a service sent wrong span ids.';
  }
}
