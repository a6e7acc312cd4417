import type { TraceReport } from './collect.ts';

/** In the order in which the request came to them. */
export function servicesOf({ spans, lines }: TraceReport): string[] {
  const ordered = [
    ...spans.map(({ start, service }) => ({ at: start, service })),
    ...lines.map(({ time, service }) => ({ at: time, service })),
  ].sort((a, b) => a.at - b.at);
  return [...new Set(ordered.map(({ service }) => service).filter(Boolean))];
}
