import { ATTRIBUTES } from '@triptych/catalogue';
import type { WholeTrace } from '@triptych/client/jaeger';
import { byStart, endOf, isError, statusOf } from '@triptych/client/request/span';
import type { RequestNow } from '../schemas/now.ts';

/** A request in one row; undefined for a trace without spans. */
export function summaryOf({ traceId, spans }: WholeTrace): RequestNow | undefined {
  const ordered = byStart(spans);
  const known = new Set(spans.map(({ id }) => id));
  const roots = ordered.filter(({ parentId }) => parentId === undefined || !known.has(parentId));
  // A caller that sends no spans, or a browser, is not what people look for: the first reply of a service is.
  const first = ordered.find(({ kind }) => kind === 'server') ?? roots[0] ?? ordered[0];
  if (!first) return undefined;
  const start = ordered[0]?.start ?? 0;
  const end = spans.reduce((latest, span) => Math.max(latest, endOf(span)), 0);
  const status = Number(statusOf(first));
  const id = ordered.find(({ attributes }) => attributes[ATTRIBUTES.requestId])?.attributes[ATTRIBUTES.requestId];
  return {
    id: typeof id === 'string' ? id : traceId,
    trace_id: traceId,
    service: first.service,
    name: first.name,
    start: new Date(start / 1000).toISOString(),
    duration_seconds: (end - start) / 1e6,
    status: Number.isInteger(status) && status > 0 ? status : null,
    failed: spans.some(isError),
    services: [...new Set(ordered.map(({ service }) => service))],
  };
}
