import type { Sample } from '@triptych/client/prometheus';

/**
 * The growth of counters between two readings of their series. A series that is new, or that was reset to 0 by a restart
 * of its process, has grown by its present value.
 */
export function growth(before: readonly Sample[], after: readonly Sample[]): number {
  const earlier = new Map(before.map(({ labels, value }) => [identity(labels), value]));
  return after.reduce((all, { labels, value }) => {
    const start = earlier.get(identity(labels)) ?? 0;
    return all + (value >= start ? value - start : value);
  }, 0);
}

const identity = (labels: Sample['labels']) =>
  JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
