import { searchUrl, tracedServices, tracesIn } from '@triptych/client/jaeger';
import { summaryOf } from '../now/summary.ts';
import type { Found } from '../schemas/explore.ts';
import { ask } from './ask.ts';
import { LIMITS, limited, type Range } from './limits.ts';
import { parseTraceQuery } from './trace-query.ts';

/** Jaeger searches one service at a time. */
const MOST_SERVICES = 10;

/** Searches traces over a range, in one service or in all. */
export async function findTraces(jaeger: string, query: string, { start, end }: Range): Promise<Found> {
  const { service, ...search } = parseTraceQuery(query);
  const services = service ? [service] : await tracedServices(jaeger, 10);
  const searched = limited(services, MOST_SERVICES, 'services, because the search names none');
  const urls = searched.list.map((name) =>
    searchUrl(jaeger, { service: name, ...search }, start, end, LIMITS.traces + 1),
  );
  const replies = await Promise.all(urls.map((url) => ask<{ data: unknown }>(url)));
  const unique = new Map(replies.flatMap(tracesIn).map((trace) => [trace.traceId, trace]));
  const rows = [...unique.values()].flatMap((trace) => summaryOf(trace) ?? []);
  rows.sort((a, b) => b.start.localeCompare(a.start));
  const { list, cuts } = limited(rows, LIMITS.traces, 'traces');
  return { kind: 'traces', traces: [...list], cuts: [...searched.cuts, ...cuts], urls: urls.map(({ href }) => href) };
}
