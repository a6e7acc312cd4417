import { requestJson } from './http.ts';

export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Exemplar {
  readonly traceId: string;
  readonly value: number;
  readonly time: number;
}

/** An instant PromQL query, as of now or of a time before. */
export async function query(prometheus: string, promql: string, at?: Date): Promise<Sample[]> {
  const url = new URL('/api/v1/query', prometheus);
  url.searchParams.set('query', promql);
  if (at) url.searchParams.set('time', at.toISOString());
  const { data } = await requestJson<{
    data: { result: { metric: Record<string, string>; value: [number, string] }[] };
  }>(url);
  return data.result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }));
}

/** Exemplars of a selector's series since a time. */
export async function queryExemplars(prometheus: string, selector: string, since: Date): Promise<Exemplar[]> {
  const url = new URL('/api/v1/query_exemplars', prometheus);
  url.search = new URLSearchParams({
    query: selector,
    start: since.toISOString(),
    end: new Date(Date.now() + 60_000).toISOString(),
  }).toString();
  const { data } = await requestJson<{
    data: { exemplars: { labels: Record<string, string>; value: string; timestamp: number }[] }[];
  }>(url);
  return data.flatMap(({ exemplars }) =>
    exemplars.map(({ labels, value, timestamp }) => ({
      traceId: labels.trace_id ?? '',
      value: Number(value),
      time: timestamp,
    })),
  );
}

/** An alert that holds, for long enough or not yet. */
export interface ActiveAlert {
  readonly state: 'pending' | 'firing';
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** The alerts that Prometheus finds to hold now. */
export async function activeAlerts(prometheus: string): Promise<ActiveAlert[]> {
  return (await requestJson<{ data: { alerts: ActiveAlert[] } }>(`${prometheus}/api/v1/alerts`)).data.alerts;
}
