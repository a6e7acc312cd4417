import fc from 'fast-check';
import type { Line } from '../../src/request/line.ts';
import type { TraceReport } from '../../src/request/report.ts';
import type { Span } from '../../src/request/span.ts';
import { latency, T0 } from '../../src/request/testing.ts';

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom('', '写真を変換', '\u001b[2J', 'a\nb', '👩‍👩‍👧'),
);
const id = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g');
const time = fc.integer({ min: 0, max: 5_000_000 }).map((micros) => T0 + micros);

const anySpan: fc.Arbitrary<Span> = fc.record({
  id,
  parentId: fc.option(id, { nil: undefined }),
  service: text,
  name: fc.oneof(text, fc.constantFrom('converter wait', 'convert picture')),
  kind: fc.constantFrom('server', 'client', 'producer', 'consumer', 'internal'),
  start: time,
  durationMicros: fc.nat(10_000_000),
  attributes: fc.dictionary(
    fc.constantFrom('http.response.status_code', 'error', 'error.type', 'job.attempt', 'job.outcome', 'url.path'),
    fc.oneof(text, fc.nat(600), fc.boolean()),
  ),
});

const anyLine: fc.Arbitrary<Line> = fc.record({
  time,
  service: text,
  severity: fc.constantFrom('info', 'warning', 'error', 'odd'),
  message: text,
  traceId: fc.constant('t'),
  spanId: fc.option(id, { nil: undefined }),
  requestId: fc.option(text, { nil: undefined }),
  fields: fc.dictionary(text, fc.jsonValue({ maxDepth: 2 })),
});

/** Any report that backends could give, nonsense included, with at least one span or line. */
export const anyReport: fc.Arbitrary<TraceReport> = fc
  .record({
    requestId: fc.option(text, { nil: undefined }),
    traceId: fc.option(text, { nil: undefined }),
    otherTraceIds: fc.array(text, { maxLength: 3 }),
    spans: fc.array(anySpan, { maxLength: 12 }),
    lines: fc.array(anyLine, { maxLength: 12 }),
    latency: fc.option(fc.constant(latency), { nil: undefined }),
    keptRatio: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined }),
    missing: fc.array(text, { maxLength: 3 }),
    queries: fc.constant([]),
    cut: fc.array(text, { maxLength: 2 }),
  })
  .filter(({ spans, lines }) => spans.length + lines.length > 0);
