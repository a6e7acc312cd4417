import { requestJson } from './http.ts';

/** A log line as Loki keeps it. */
export interface LogLine {
  readonly labels: Readonly<Record<string, string>>;
  /** Nanoseconds since 1970. */
  readonly time: bigint;
  readonly text: string;
}

interface QueryReply {
  data: { result: { stream: Record<string, string>; values: [string, string][] }[] };
}

/**
 * The lines that a LogQL query finds between `since` (by default an hour ago) and `until` (by default now), the oldest
 * first, 5000 at most.
 */
export async function findLines(
  loki: string,
  query: string,
  since = new Date(Date.now() - 3_600_000),
  until = new Date(),
): Promise<LogLine[]> {
  const url = new URL(`${loki}/loki/api/v1/query_range`);
  url.search = new URLSearchParams({
    query,
    start: `${BigInt(since.getTime()) * 1_000_000n}`,
    // Loki excludes the end itself.
    end: `${BigInt(until.getTime() + 1) * 1_000_000n}`,
    limit: '5000',
    direction: 'forward',
  }).toString();
  const { data } = await requestJson<QueryReply>(url);
  return data.result
    .flatMap(({ stream, values }) => values.map(([time, text]) => ({ labels: stream, time: BigInt(time), text })))
    .sort((a, b) => (a.time < b.time ? -1 : 1));
}

/** The series that a LogQL query of counts gives now, or with `rangeSeconds` in the time before; by their labels. */
export async function countSeries(
  loki: string,
  query: string,
  rangeSeconds?: number,
): Promise<Record<string, string>[]> {
  const range = rangeSeconds === undefined ? undefined : { since: `${rangeSeconds}s`, step: '10' };
  const url = new URL(`${loki}/loki/api/v1/${range ? 'query_range' : 'query'}`);
  url.search = new URLSearchParams({ query, ...range }).toString();
  const { data } = await requestJson<{ data: { result: { metric: Record<string, string> }[] } }>(url);
  return data.result.map(({ metric }) => metric);
}
