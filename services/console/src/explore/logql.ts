import { toLine } from '@triptych/client/request/line';
import type { Found, LineFound } from '../schemas/explore.ts';
import { ask } from './ask.ts';
import { LIMITS, limited, type Range, stepOf } from './limits.ts';
import { type Matrix, seriesIn } from './series.ts';

type Streams = readonly {
  readonly stream: Readonly<Record<string, string>>;
  readonly values: readonly (readonly [string, string])[];
}[];

type Reply = { readonly data: { resultType: 'streams'; result: Streams } | { resultType: 'matrix'; result: Matrix } };

/** Evaluates a LogQL query over a range: for lines, or for series where the query counts lines. */
export async function findInLogs(loki: string, query: string, range: Range): Promise<Found> {
  const url = new URL(`${loki}/loki/api/v1/query_range`);
  url.search = new URLSearchParams({
    query,
    start: range.start.toISOString(),
    end: range.end.toISOString(),
    limit: `${LIMITS.lines + 1}`,
    step: `${stepOf(range)}`,
    direction: 'backward',
  }).toString();
  const { data } = await ask<Reply>(url);
  const urls = [url.href];
  if (data.resultType === 'matrix') {
    const { list, cuts } = limited(data.result, LIMITS.series, 'series');
    return { kind: 'series', ...seriesIn(list), cuts, urls };
  }
  const lines = data.result
    .flatMap(({ stream, values }) => values.map(([time, text]) => ({ labels: stream, time: BigInt(time), text })))
    .sort((a, b) => (a.time > b.time ? -1 : 1));
  const { list, cuts } = limited(lines, LIMITS.lines, 'lines, the newest');
  return { kind: 'lines', lines: list.map(toFound), cuts, urls };
}

function toFound(line: Parameters<typeof toLine>[0]): LineFound {
  const { service, severity, message, requestId, traceId, spanId } = toLine(line);
  return {
    time: `${line.time}`,
    service,
    severity,
    message,
    request_id: requestId ?? null,
    trace_id: traceId ?? null,
    span_id: spanId ?? null,
    text: line.text,
  };
}
