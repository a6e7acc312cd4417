import type { Query } from '../../../cdk8s/test/monitoring/support/dashboard.ts';
import { requestJson } from '../../../cli/src/clients/http.ts';
import { findLines } from '../../../cli/src/clients/loki.ts';
import type { TestStack } from '../../../cli/test/support/stack.ts';

const RANGE_SECONDS = 900;

/** What a data source answered, as far as tests look at it: its series with their last value, or its rows. */
export interface Answer {
  readonly labels: Readonly<Record<string, string>>;
  readonly value?: number;
}

/** Asks a data source as Grafana's backend would, over the last minutes. */
export async function ask(stack: TestStack, { datasource, ...query }: Query): Promise<Answer[]> {
  switch (datasource?.uid) {
    case 'prometheus':
      return askPrometheus(stack.url('prometheus'), query);
    case 'loki':
      return findLines(stack.url('loki'), query.expr ?? '', new Date(Date.now() - RANGE_SECONDS * 1000));
    case 'jaeger':
      return askJaeger(stack.url('jaeger'), query);
    default:
      throw new Error(`no data source "${datasource?.uid}"`);
  }
}

async function askPrometheus(prometheus: string, { expr = '', instant = false }: Query): Promise<Answer[]> {
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
async function askJaeger(jaeger: string, query: Query & { query?: string }): Promise<Answer[]> {
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

interface Tag {
  key: string;
  value: unknown;
}

/** A span with what Grafana can put into a query: its own tags, those of its process, and `name`. */
export interface TraceViewSpan {
  readonly name: string;
  readonly traceId: string;
  readonly tags: readonly Tag[];
}

/** The spans of a trace as Grafana's trace view has them. */
export async function traceView(stack: TestStack, traceId: string): Promise<TraceViewSpan[]> {
  interface Span {
    operationName: string;
    processID: string;
    tags: Tag[];
  }
  const url = stack.url('jaeger', `/api/traces/${traceId}`);
  const { data } = await requestJson<{ data: { spans: Span[]; processes: Record<string, { tags: Tag[] }> }[] }>(url);
  return data.flatMap(({ spans, processes }) =>
    spans.map(({ operationName: name, processID, tags }) => ({
      name,
      traceId,
      tags: [...(processes[processID]?.tags ?? []), ...tags, { key: 'name', value: name }],
    })),
  );
}

/** `$__tags` of a span: as `getFormattedTags` of Grafana's trace view, in the order of the span's tags. */
export function formatTags(span: TraceViewSpan, wanted: readonly { key: string; value: string }[]): string {
  return span.tags
    .flatMap(({ key, value }) => {
      const match = wanted.find((tag) => tag.key === key);
      return match ? [`${match.value}="${value}"`] : [];
    })
    .join(', ');
}
