import { requestJson } from '@triptych/client/http';
import { searchUrl, type TraceSearch, tracedServices, tracesIn } from '@triptych/client/jaeger';
import type { Order, RequestNow } from '../schemas/now.ts';
import { summaryOf } from './summary.ts';

const TIMEOUT_SECONDS = 10;
/** Jaeger searches one service at a time; more than this would take too long every few seconds. */
const MOST_SERVICES = 10;
const MOST_ROWS = 20;
const LOOK_BACK_MS: Record<Order, number> = { latest: 15 * 60_000, slowest: 15 * 60_000, failed: 60 * 60_000 };

/** The latest, slowest or failed requests of all services. `p95Of` gives the p95 of a service in seconds, if known. */
export async function readRequests(
  jaeger: string,
  order: Order,
  p95Of: (service: string) => number | null,
): Promise<RequestNow[]> {
  const services = (await tracedServices(jaeger, TIMEOUT_SECONDS)).slice(0, MOST_SERVICES);
  const until = new Date(Date.now() + 60_000);
  const since = new Date(Date.now() - LOOK_BACK_MS[order]);
  const found = await Promise.all(
    services.map(async (service) => {
      const search: TraceSearch = { service, ...filterOf(order, p95Of(service)) };
      const url = searchUrl(jaeger, search, since, until, MOST_ROWS);
      // Whole traces are megabytes: of each reply only the rows are kept.
      return tracesIn(await requestJson(url, TIMEOUT_SECONDS)).flatMap((trace) => summaryOf(trace) ?? []);
    }),
  );
  return rowsIn(found.flat(), order);
}

/** Jaeger finds the latest traces first, so the slow ones are asked for. */
function filterOf(order: Order, p95: number | null): Partial<TraceSearch> {
  if (order === 'failed') return { tags: { error: 'true' } };
  return order === 'slowest' && p95 ? { minDuration: `${Math.floor(p95 * 900)}ms` } : {};
}

/** The rows to show of a list in which a trace may be more than once. */
export function rowsIn(found: readonly RequestNow[], order: Order): RequestNow[] {
  const rows = [...new Map(found.map((row) => [row.trace_id, row])).values()];
  const wanted = order === 'failed' ? rows.filter(({ failed }) => failed) : rows;
  const compare =
    order === 'slowest'
      ? (a: RequestNow, b: RequestNow) => b.duration_seconds - a.duration_seconds
      : (a: RequestNow, b: RequestNow) => b.start.localeCompare(a.start);
  return wanted.sort(compare).slice(0, MOST_ROWS);
}
