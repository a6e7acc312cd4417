import type { RequestJson } from '@triptych/client/request/json';
import type { MetricsJson } from '@triptych/client/request/metrics';
import { type Static, Type } from 'typebox';

export const RequestPath = Type.Object({
  id: Type.String({ pattern: '^[A-Za-z0-9._-]{8,128}$', description: 'A request id or a trace id' }),
});

/** The year 2001. Less is a number of seconds, for which Loki takes short numbers as well. */
const EARLIEST_MS = 1_000_000_000_000;
/** The year 2255: Loki counts nanoseconds since 1970 in 63 bits. */
const LATEST_MS = 9_000_000_000_000;
const Time = (description: string) =>
  Type.Optional(
    Type.Integer({
      minimum: EARLIEST_MS,
      maximum: LATEST_MS,
      description: `${description}, in milliseconds since 1970`,
    }),
  );

/** Where to look for a request that is old: its log lines are searched in this time alone. */
export const RequestQuery = Type.Object({
  from: Time('Start of the search'),
  to: Time('End of the search'),
});
export type RequestQuery = Static<typeof RequestQuery>;

const Text = Type.String();
const Values = Type.Record(Type.String(), Type.Unknown());
const Queries = Type.Array(
  Type.Object({
    backend: Type.Union([Type.Literal('jaeger'), Type.Literal('loki'), Type.Literal('prometheus')]),
    url: Text,
  }),
);

const Latency = Type.Object({
  title: Text,
  metric: Text,
  labels: Type.Record(Type.String(), Type.String()),
  window: Text,
  count: Type.Number(),
  own_seconds: Type.Number(),
  slower_than: Type.Number(),
  p50_seconds: Type.Number(),
  p95_seconds: Type.Number(),
  p99_seconds: Type.Number(),
  buckets: Type.Array(
    Type.Object({
      le: Type.Union([Type.Number(), Type.Literal('+Inf')]),
      count: Type.Number(),
      exemplar: Type.Optional(Type.Object({ trace_id: Text, seconds: Type.Number() })),
    }),
  ),
  exemplars: Type.Array(Type.Object({ trace_id: Text, seconds: Type.Number(), at: Type.Number() })),
});

const RequestShape = Type.Object({
  request_id: Type.Optional(Text),
  trace_id: Type.Optional(Text),
  other_trace_ids: Type.Array(Text),
  sampled: Type.Union([Type.Boolean(), Type.Null()]),
  kept_ratio: Type.Optional(Type.Number()),
  state: Type.Union(['ok', 'failed', 'running', 'unknown'].map((state) => Type.Literal(state))),
  summary: Text,
  started_at: Text,
  duration_seconds: Type.Number(),
  services: Type.Array(Text),
  spans: Type.Array(
    Type.Object({
      span_id: Text,
      parent_span_id: Type.Optional(Text),
      service: Text,
      name: Text,
      kind: Text,
      started_at: Text,
      started_at_micros: Type.Number(),
      duration_seconds: Type.Number(),
      attributes: Values,
    }),
  ),
  log_lines: Type.Array(
    Type.Object({
      time: Text,
      time_micros: Type.Number(),
      service: Text,
      severity: Text,
      message: Text,
      span_id: Type.Optional(Text),
      fields: Values,
    }),
  ),
  latency: Type.Optional(Latency),
  missing: Type.Array(Text),
  queries: Queries,
  cut: Type.Optional(Type.Array(Text)),
});

const MetricsShape = Type.Object({
  started_at_micros: Type.Number(),
  ended_at_micros: Type.Number(),
  distributions: Type.Array(Latency),
  charts: Type.Array(
    Type.Object({
      id: Text,
      title: Text,
      unit: Type.Union(['ratio', 'bytes', 'count'].map((unit) => Type.Literal(unit))),
      promql: Text,
      url: Text,
      times: Type.Array(Type.Number(), { description: 'Seconds since 1970' }),
      series: Type.Array(Type.Object({ label: Text, values: Type.Array(Type.Union([Type.Number(), Type.Null()])) })),
    }),
  ),
  missing: Type.Array(Text),
});

// The client library has the types: a value that is undefined there is absent in JSON.
/** One request, as `triptych trace ID --json` prints it. */
export const Request = Type.Unsafe<RequestJson>(RequestShape);
/** What the services of a request measured around it. */
export const RequestMetrics = Type.Unsafe<MetricsJson>(MetricsShape);
