import type { TraceReport } from './report.ts';

/** The services of a request, in the order in which it reached them. */
export function servicesOf({ spans, lines }: TraceReport): string[] {
  const ordered = [
    ...spans.map(({ start, service }) => ({ at: start, service })),
    ...lines.map(({ time, service }) => ({ at: time, service })),
  ].sort((a, b) => a.at - b.at);
  return [...new Set(ordered.map(({ service }) => service).filter(Boolean))];
}
