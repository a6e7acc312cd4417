import type { Latency } from './latency.ts';
import type { Line } from './line.ts';
import type { TraceReport } from './report.ts';
import type { Span } from './span.ts';

/** Midnight, so that the times in a fixture are those of its screen. */
export const T0 = Date.parse('2026-11-22T00:00:00Z') * 1000;

/** A span; `from` is in milliseconds after T0. */
export function span(id: string, parentId: string | undefined, from: number, ms: number, more: Partial<Span>): Span {
  return {
    id,
    parentId,
    service: 'job_svc',
    name: id,
    kind: 'internal',
    start: T0 + from * 1000,
    durationMicros: ms * 1000,
    attributes: {},
    ...more,
  };
}

/** A trace in which each span is below the one before. */
export function deepTrace(levels: number): Span[] {
  return Array.from({ length: levels }, (_, i) => span(`s${i}`, i === 0 ? undefined : `s${i - 1}`, i, levels - i, {}));
}

/** A log line; `at` is in milliseconds after T0. */
export function line(at: number, spanId: string | undefined, message: string, more: Partial<Line> = {}): Line {
  return {
    time: T0 + at * 1000,
    service: 'job_svc',
    severity: 'info',
    message,
    traceId: 't',
    spanId,
    requestId: 'abc-123-def',
    fields: {},
    ...more,
  };
}

const server = (status: number) => ({ kind: 'server', attributes: { 'http.response.status_code': status } });
const attempt = (number: number, outcome: string) => ({
  kind: 'consumer',
  name: 'process conversions',
  attributes: { 'job.attempt': number, 'job.outcome': outcome },
});

/** A conversion whose first attempt could not reach image_svc. */
export const retried: Span[] = [
  span('root', undefined, 0, 20, { ...server(202), service: 'user_svc', name: 'POST /v1/conversions' }),
  span('send', 'root', 5, 5, { kind: 'producer', name: 'send conversions' }),
  span('first', 'send', 13, 12, attempt(1, 'retried')),
  span('call', 'first', 14, 10, {
    kind: 'client',
    name: 'POST',
    attributes: { 'url.path': '/image_svc/ConvertImage', error: true, 'error.type': 'ECONNREFUSED' },
  }),
  span('second', 'send', 1025, 175, attempt(2, 'succeeded')),
  span('image', 'second', 1030, 160, {
    ...server(200),
    service: 'image_svc',
    name: 'POST /image_svc/ConvertImage',
  }),
  span('wait', 'image', 1032, 40, { service: 'image_svc', name: 'converter wait' }),
  span('convert', 'image', 1072, 110, {
    service: 'image_svc',
    name: 'convert picture',
    attributes: {
      'picture.input.format': 'png',
      'picture.input.width': 640,
      'picture.input.height': 480,
      'picture.output.format': 'webp',
      'picture.output.width': 320,
      'picture.output.height': 240,
    },
  }),
];

export const retriedLines: Line[] = [
  line(3, 'root', 'upload stored', { service: 'user_svc', fields: { 'picture.input.bytes': 24_042 } }),
  line(24, 'first', 'job retrying', {
    severity: 'warning',
    fields: {
      'job.attempt': 1,
      'problem.code': 'image_svc_unavailable',
      'problem.detail': 'image_svc cannot be reached',
    },
  }),
  line(1183, 'convert', 'conversion completed', {
    service: 'image_svc',
    fields: { 'picture.output.format': 'webp', outcome: 'ok', duration_seconds: 0.109 },
  }),
  line(1200, 'second', 'job succeeded'),
];

/** A Go service calls a Python one, which fails: names and attributes are those of their instrumentations. */
export const foreign: Span[] = [
  span('page', undefined, 0, 3.3, {
    service: 'shop',
    name: 'GET /frames/{item}',
    kind: 'server',
    attributes: { 'http.response.status_code': 502, error: true },
  }),
  span('ask', 'page', 0.2, 3, {
    service: 'shop',
    name: 'HTTP GET',
    kind: 'client',
    attributes: { 'url.full': 'http://127.0.0.1:8000/stock/broken', 'http.response.status_code': 500, error: true },
  }),
  span('answer', 'ask', 1, 1.6, {
    service: 'stock',
    name: 'GET /stock/<item>',
    kind: 'server',
    attributes: {
      'http.status_code': 500,
      error: true,
      'otel.status_description': 'RuntimeError: the shelf is broken',
    },
  }),
];

export const latency: Latency = {
  title: 'conversions to webp',
  metric: 'image_svc_conversion_duration_seconds',
  labels: { format_out: 'webp', outcome: 'ok' },
  requestSeconds: 0.109,
  window: 'in the hour before',
  buckets: [
    { le: 0.025, count: 0 },
    { le: 0.05, count: 30, exemplar: { traceId: 'a'.repeat(32), seconds: 0.041 } },
    { le: 0.1, count: 90, exemplar: { traceId: 'b'.repeat(32), seconds: 0.07 } },
    { le: 0.25, count: 9 },
    { le: 0.5, count: 0 },
    { le: Infinity, count: 0 },
  ],
  count: 129,
  p50: 0.069,
  p95: 0.14,
  p99: 0.22,
  slowerThan: 0.93,
  exemplars: [
    { traceId: 'a'.repeat(32), seconds: 0.041, at: 1_795_305_600 },
    { traceId: 'b'.repeat(32), seconds: 0.07, at: 1_795_305_590 },
  ],
};

export const report: TraceReport = {
  requestId: 'abc-123-def',
  traceId: '5108c5f439cd48f6296e70837336d8c7',
  otherTraceIds: [],
  spans: retried,
  lines: retriedLines,
  latency,
  keptRatio: undefined,
  missing: [],
  queries: [],
  cut: [],
};
