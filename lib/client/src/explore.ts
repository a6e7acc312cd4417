import type { Endpoints } from './endpoints.ts';
import { requestJson } from './http.ts';
import { dependencies, searchTraces, traceUrl } from './jaeger.ts';
import { countSeries, findLines } from './loki.ts';
import { query, queryRange } from './prometheus.ts';

const RANGE_SECONDS = 900;

/** A query for one of the three data sources of Grafana. */
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

/** A series of the answer with its last value, or a row of it. */
export interface Answer {
  readonly labels: Readonly<Record<string, string>>;
  readonly value?: number;
}

type Backends = Pick<Endpoints, 'prometheus' | 'loki' | 'jaeger'>;

/** The queries of a URL of Grafana's Explore. Throws for another page. */
export function exploreQueries(url: string): ExploreQuery[] {
  const { pathname, searchParams } = new URL(url, 'http://grafana');
  if (pathname !== '/explore') throw new Error(`not a page of Explore: ${url}`);
  const panes = JSON.parse(searchParams.get('panes') ?? '') as Record<string, { queries: ExploreQuery[] }>;
  return Object.values(panes).flatMap(({ queries }) => queries);
}

/** Asks a data source as Grafana's backend does, over the last 15 minutes. */
export async function ask(backends: Backends, { datasource, ...query }: ExploreQuery): Promise<Answer[]> {
  switch (datasource?.uid) {
    case 'prometheus':
      return askPrometheus(backends.prometheus, query);
    case 'loki':
      return askLoki(backends.loki, query);
    case 'jaeger':
      return askJaeger(backends.jaeger, query);
    default:
      throw new Error(`no data source "${datasource?.uid}"`);
  }
}

const rangeStart = () => new Date(Date.now() - RANGE_SECONDS * 1000);

async function askPrometheus(prometheus: string, { expr = '', instant = false }: ExploreQuery): Promise<Answer[]> {
  if (instant) return (await query(prometheus, expr)).filter(({ value }) => Number.isFinite(value));
  const series = await queryRange(prometheus, expr, { start: rangeStart(), stepSeconds: 10 });
  return series.flatMap(({ labels, values }) => {
    const value = values.findLast(Number.isFinite);
    return value === undefined ? [] : [{ labels, value }];
  });
}

/** A LogQL query starts with `{` when it is for lines; else it counts them. */
async function askLoki(loki: string, { expr = '', queryType }: ExploreQuery): Promise<Answer[]> {
  if (expr.startsWith('{')) return findLines(loki, expr, rangeStart());
  const series = await countSeries(loki, expr, queryType === 'instant' ? undefined : RANGE_SECONDS);
  return series.map((labels) => ({ labels }));
}

/** As pkg/tsdb/jaeger of Grafana: a search, the graph of services, or one trace. */
async function askJaeger(jaeger: string, { queryType, query: traceId, ...search }: ExploreQuery): Promise<Answer[]> {
  if (queryType === 'dependencyGraph') {
    return (await dependencies(jaeger, RANGE_SECONDS)).map((labels) => ({ labels }));
  }
  if (queryType !== 'search') {
    const { data } = await requestJson<{ data: { spans: unknown[] }[] }>(traceUrl(jaeger, traceId ?? ''));
    return data.flatMap(({ spans }) => spans.map(() => ({ labels: {} })));
  }
  const { service = '', operation, tags, minDuration } = search;
  // Grafana keeps tags in logfmt and sends them as JSON.
  const pairs = tags?.split(' ').map((pair) => pair.split('='));
  const found = await searchTraces(
    jaeger,
    { service, operation, minDuration, tags: pairs && Object.fromEntries(pairs) },
    rangeStart(),
  );
  return found.map(({ traceId: id }) => ({ labels: { trace_id: id } }));
}
