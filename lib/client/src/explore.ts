import type { Endpoints } from './endpoints.ts';
import { requestJson } from './http.ts';
import { findLines } from './loki.ts';

const RANGE_SECONDS = 900;

/** A query as one of our three data sources takes it. */
export interface ExploreQuery {
  readonly datasource?: { readonly type: string; readonly uid: string };
  readonly queryType?: string;
  readonly expr?: string;
  readonly instant?: boolean;
  readonly query?: string;
  readonly service?: string;
  readonly operation?: string;
  readonly tags?: string;
  readonly minDuration?: string;
}

/** What a data source answered: its series with their last value, or its rows. */
export interface Answer {
  readonly labels: Readonly<Record<string, string>>;
  readonly value?: number;
}

type Backends = Pick<Endpoints, 'prometheus' | 'loki' | 'jaeger'>;

/** The queries of an address within Explore. */
export function exploreQueries(url: string): ExploreQuery[] {
  const { pathname, searchParams } = new URL(url, 'http://grafana');
  if (pathname !== '/explore') throw new Error(`not a page of Explore: ${url}`);
  const panes = JSON.parse(searchParams.get('panes') ?? '') as Record<string, { queries: ExploreQuery[] }>;
  return Object.values(panes).flatMap(({ queries }) => queries);
}

/** Asks a data source as Grafana's backend would, over the last minutes. */
export async function ask(backends: Backends, { datasource, ...query }: ExploreQuery): Promise<Answer[]> {
  switch (datasource?.uid) {
    case 'prometheus':
      return askPrometheus(backends.prometheus, query);
    case 'loki':
      return findLines(backends.loki, query.expr ?? '', new Date(Date.now() - RANGE_SECONDS * 1000));
    case 'jaeger':
      return askJaeger(backends.jaeger, query);
    default:
      throw new Error(`no data source "${datasource?.uid}"`);
  }
}

async function askPrometheus(prometheus: string, { expr = '', instant = false }: ExploreQuery): Promise<Answer[]> {
  const now = Math.floor(Date.now() / 1000);
  const range = { start: `${now - RANGE_SECONDS}`, end: `${now}`, step: '10' };
  const url = new URL(instant ? '/api/v1/query' : '/api/v1/query_range', prometheus);
  url.search = new URLSearchParams({ query: expr, ...(!instant && range) }).toString();
  interface Series {
    metric: Record<string, string>;
    value?: [number, string];
    values?: [number, string][];
  }
  const { data } = await requestJson<{ data: { result: Series[] } }>(url);
  return data.result.flatMap(({ metric, value, values }) => {
    const numbers = (values ?? (value ? [value] : [])).map(([, text]) => Number(text)).filter(Number.isFinite);
    const last = numbers.at(-1);
    return last === undefined ? [] : [{ labels: metric, value: last }];
  });
}

/** As pkg/tsdb/jaeger of Grafana: a search, the graph of services, or one trace. */
async function askJaeger(jaeger: string, query: ExploreQuery): Promise<Answer[]> {
  const now = Date.now();
  const url = new URL(jaeger);
  if (query.queryType === 'dependencyGraph') {
    url.pathname = '/api/dependencies';
    url.search = new URLSearchParams({ endTs: `${now}`, lookback: `${RANGE_SECONDS * 1000}` }).toString();
    const { data } = await requestJson<{ data: Record<string, string>[] }>(url);
    return data.map((labels) => ({ labels }));
  }
  if (query.queryType !== 'search') {
    url.pathname = `/api/traces/${query.query}`;
    const { data } = await requestJson<{ data: { spans: unknown[] }[] }>(url);
    return data.flatMap(({ spans }) => spans.map(() => ({ labels: {} })));
  }
  const { service = '', operation, tags, minDuration } = query;
  // Grafana has tags in logfmt and sends them as JSON.
  const pairs = tags?.split(' ').map((pair) => pair.split('='));
  url.pathname = '/api/traces';
  url.search = new URLSearchParams({
    service,
    ...(operation && { operation }),
    ...(pairs && { tags: JSON.stringify(Object.fromEntries(pairs)) }),
    ...(minDuration && { minDuration }),
    start: `${(now - RANGE_SECONDS * 1000) * 1000}`,
    end: `${now * 1000}`,
    limit: '20',
  }).toString();
  const { data } = await requestJson<{ data: { traceID: string }[] | null }>(url);
  return (data ?? []).map(({ traceID }) => ({ labels: { trace_id: traceID } }));
}
