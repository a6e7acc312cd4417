import { requestJson } from './http.ts';
import type { LogLine } from './request/line.ts';

export type { LogLine };

interface QueryReply {
  data: { result: { stream: Record<string, string>; values: [string, string][] }[] };
}

/** The most lines that Loki gives for one query by default. */
const PAGE = 5000;

/** The URL of the lines that a LogQL query finds between two times, the oldest first. */
export function linesUrl(loki: string, query: string, since: Date, until: Date): URL {
  const url = new URL(`${loki}/loki/api/v1/query_range`);
  url.search = new URLSearchParams({
    query,
    start: `${BigInt(since.getTime()) * 1_000_000n}`,
    // Loki excludes the end itself.
    end: `${BigInt(until.getTime() + 1) * 1_000_000n}`,
    limit: `${PAGE}`,
    direction: 'forward',
  }).toString();
  return url;
}

/**
 * The lines that a LogQL query finds between `since` (by default an hour ago) and `until` (by default now), the oldest
 * first, 5000 at most. Loki may take `seconds`.
 */
export async function findLines(
  loki: string,
  query: string,
  since = new Date(Date.now() - 3_600_000),
  until = new Date(),
  seconds?: number,
): Promise<LogLine[]> {
  return fetchLines(linesUrl(loki, query, since, until), seconds);
}

/** As `findLines`, but `most` lines at most, which may be more than Loki gives at once. */
export async function findManyLines(
  loki: string,
  query: string,
  { since, until, most, seconds }: { since: Date; until: Date; most: number; seconds?: number | undefined },
): Promise<LogLine[]> {
  const found: LogLine[] = [];
  const url = linesUrl(loki, query, since, until);
  for (;;) {
    const page = await fetchLines(url, seconds);
    const last = found.at(-1)?.time;
    // The next page starts with the time of the last line: lines of that time are read twice.
    const known = new Set(found.flatMap(({ time, text }) => (time === last ? [text] : [])));
    const added = page.filter(({ time, text }) => time !== last || !known.has(text));
    found.push(...added);
    if (page.length < PAGE || added.length === 0 || found.length >= most) return found.slice(0, most);
    url.searchParams.set('start', String(found.at(-1)?.time));
  }
}

async function fetchLines(url: URL, seconds: number | undefined): Promise<LogLine[]> {
  const { data } = await requestJson<QueryReply>(url, seconds);
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
