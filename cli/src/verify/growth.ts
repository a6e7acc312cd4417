import type { Sample } from '@triptych/client/prometheus';

/**
 * By how much counters have grown between two readings of their series. A series that is new, or that has started again
 * from 0 because the process that counts did, has grown by what it shows.
 */
export function growth(before: readonly Sample[], after: readonly Sample[]): number {
  const was = new Map(before.map(({ labels, value }) => [identity(labels), value]));
  return after.reduce((all, { labels, value }) => {
    const start = was.get(identity(labels)) ?? 0;
    return all + (value >= start ? value - start : value);
  }, 0);
}

const identity = (labels: Sample['labels']) =>
  JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
