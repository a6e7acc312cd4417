import { requestJson } from './http.ts';
import type { Exemplar } from './request/latency.ts';

export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export type { Exemplar };

/** A text as a part of a regular expression of PromQL or LogQL. */
export function escapeRegex(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** An instant PromQL query, evaluated now or at an earlier time. */
export async function query(prometheus: string, promql: string, at?: Date, seconds?: number): Promise<Sample[]> {
  const url = new URL(`${prometheus}/api/v1/query`);
  url.searchParams.set('query', promql);
  if (at) url.searchParams.set('time', at.toISOString());
  const { data } = await requestJson<{
    data: { result: { metric: Record<string, string>; value: [number, string] }[] };
  }>(url, seconds);
  return data.result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }));
}

/** A series over time. */
export interface Series {
  readonly labels: Readonly<Record<string, string>>;
  /** When each value was read, in seconds since 1970. */
  readonly times: readonly number[];
  readonly values: readonly number[];
}

/** When to evaluate a PromQL query. */
export interface QueryRange {
  readonly start: Date;
  readonly end?: Date;
  readonly stepSeconds: number;
}

/** The URL of a PromQL query over the time from `start` to `end`, evaluated every `stepSeconds`. */
export function rangeUrl(
  prometheus: string,
  promql: string,
  { start, end = new Date(), stepSeconds }: QueryRange,
): URL {
  const url = new URL(`${prometheus}/api/v1/query_range`);
  const range = { start: start.toISOString(), end: end.toISOString(), step: `${stepSeconds}` };
  url.search = new URLSearchParams({ query: promql, ...range }).toString();
  return url;
}

/** A PromQL query over a range of time. Prometheus may take `seconds`. */
export async function queryRange(
  prometheus: string,
  promql: string,
  range: QueryRange,
  seconds?: number,
): Promise<Series[]> {
  return seriesIn(rangeUrl(prometheus, promql, range), seconds);
}

async function seriesIn(url: URL, seconds?: number): Promise<Series[]> {
  const { data } = await requestJson<{
    data: { result: { metric: Record<string, string>; values: [number, string][] }[] };
  }>(url, seconds);
  return data.result.map(({ metric, values }) => ({
    labels: metric,
    times: values.map(([time]) => time),
    values: values.map(([, text]) => Number(text)),
  }));
}

/** The samples of a selector's series in the `seconds` before `at`, as they were stored. */
export async function rawSamples(prometheus: string, selector: string, seconds: number, at: Date): Promise<Series[]> {
  const url = new URL(`${prometheus}/api/v1/query`);
  url.search = new URLSearchParams({ query: `${selector}[${seconds}s]`, time: at.toISOString() }).toString();
  return seriesIn(url);
}

/** The values of a label among the series that a selector matches. */
export async function labelValues(prometheus: string, label: string, selector: string): Promise<string[]> {
  const url = new URL(`${prometheus}/api/v1/label/${label}/values`);
  url.searchParams.set('match[]', selector);
  return (await requestJson<{ data: string[] }>(url)).data;
}

/** Exemplars of a selector's series between two times. Prometheus may take `seconds`. */
export async function queryExemplars(
  prometheus: string,
  selector: string,
  since: Date,
  until = new Date(Date.now() + 60_000),
  seconds?: number,
): Promise<Exemplar[]> {
  const url = new URL(`${prometheus}/api/v1/query_exemplars`);
  url.search = new URLSearchParams({
    query: selector,
    start: since.toISOString(),
    end: until.toISOString(),
  }).toString();
  const { data } = await requestJson<{
    data: { exemplars: { labels: Record<string, string>; value: string; timestamp: number }[] }[];
  }>(url, seconds);
  return data.flatMap(({ exemplars }) =>
    exemplars.map(({ labels, value, timestamp }) => ({
      traceId: labels.trace_id ?? '',
      value: Number(value),
      time: timestamp,
    })),
  );
}

/** An alert whose condition holds: `pending` until it has held for the `for` of its rule. */
export interface ActiveAlert {
  readonly state: 'pending' | 'firing';
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** The alerts that are pending or firing in Prometheus now. */
export async function activeAlerts(prometheus: string): Promise<ActiveAlert[]> {
  return (await requestJson<{ data: { alerts: ActiveAlert[] } }>(`${prometheus}/api/v1/alerts`)).data.alerts;
}

/** A rule that Prometheus evaluates; an alert has a duration, in seconds. */
export interface Rule {
  readonly name: string;
  readonly query: string;
  readonly duration?: number;
}

/** Every rule that Prometheus has loaded. */
export async function rules(prometheus: string): Promise<Rule[]> {
  interface Reply {
    readonly data: { readonly groups: readonly { readonly rules: readonly Rule[] }[] };
  }
  return (await requestJson<Reply>(`${prometheus}/api/v1/rules`)).data.groups.flatMap((group) => group.rules);
}
