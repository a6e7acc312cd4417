import protobuf from 'protobufjs';

/** The part of OTLP that the services send, with the field numbers of the specification. */
const PROTO = `
  syntax = "proto3";
  message KeyValue { string key = 1; AnyValue value = 2; }
  message ArrayValue { repeated AnyValue values = 1; }
  message AnyValue {
    oneof value { string string_value = 1; bool bool_value = 2; int64 int_value = 3; double double_value = 4; ArrayValue array_value = 5; }
  }
  message Resource { repeated KeyValue attributes = 1; }
  message Scope { string name = 1; string version = 2; }

  message Traces { repeated ResourceSpans resource_spans = 1; }
  message ResourceSpans { Resource resource = 1; repeated ScopeSpans scope_spans = 2; }
  message ScopeSpans { Scope scope = 1; repeated Span spans = 2; }
  message Span { bytes trace_id = 1; bytes span_id = 2; string name = 5; }

  message Logs { repeated ResourceLogs resource_logs = 1; }
  message ResourceLogs { Resource resource = 1; repeated ScopeLogs scope_logs = 2; }
  message ScopeLogs { Scope scope = 1; repeated LogRecord log_records = 2; }
  message LogRecord { fixed64 time_unix_nano = 1; int32 severity_number = 2; string severity_text = 3; AnyValue body = 5; bytes trace_id = 9; bytes span_id = 10; }

  message Metrics { repeated ResourceMetrics resource_metrics = 1; }
  message ResourceMetrics { Resource resource = 1; repeated ScopeMetrics scope_metrics = 2; }
  message ScopeMetrics { Scope scope = 1; repeated Metric metrics = 2; }
  message Metric {
    string name = 1; string description = 2; string unit = 3;
    oneof data { Gauge gauge = 5; Sum sum = 7; Histogram histogram = 9; }
  }
  message Gauge { repeated NumberDataPoint data_points = 1; }
  message Sum { repeated NumberDataPoint data_points = 1; int32 aggregation_temporality = 2; bool is_monotonic = 3; }
  message Histogram { repeated HistogramDataPoint data_points = 1; int32 aggregation_temporality = 2; }
  message NumberDataPoint {
    fixed64 start_time_unix_nano = 2; fixed64 time_unix_nano = 3;
    oneof value { double as_double = 4; sfixed64 as_int = 6; }
    repeated Exemplar exemplars = 5; repeated KeyValue attributes = 7;
  }
  message HistogramDataPoint {
    fixed64 start_time_unix_nano = 2; fixed64 time_unix_nano = 3; fixed64 count = 4; double sum = 5;
    repeated fixed64 bucket_counts = 6; repeated double explicit_bounds = 7;
    repeated Exemplar exemplars = 8; repeated KeyValue attributes = 9;
  }
  message Exemplar { fixed64 time_unix_nano = 2; double as_double = 3; bytes span_id = 4; bytes trace_id = 5; }
`;
const { root } = protobuf.parse(PROTO, { keepCase: true });

type Value = { string_value?: string; bool_value?: boolean; int_value?: string; double_value?: number };
export type Attribute = { key: string; value: Value & { array_value?: { values: Value[] } } };
export interface Exemplar {
  time_unix_nano: string;
  as_double: number;
  /** In base64, as all bytes fields. */
  span_id: string;
  trace_id: string;
}
export interface Point {
  start_time_unix_nano: string;
  time_unix_nano: string;
  as_double?: number;
  count?: string;
  sum?: number;
  bucket_counts?: string[];
  explicit_bounds?: number[];
  exemplars?: Exemplar[];
  attributes?: Attribute[];
}
interface Points {
  data_points?: Point[];
  aggregation_temporality?: number;
  is_monotonic?: boolean;
}
export interface Metric {
  name: string;
  description: string;
  unit: string;
  gauge?: Points;
  sum?: Points;
  histogram?: Points;
}
export interface Span {
  name: string;
  trace_id: string;
}
export interface LogRecord {
  body: Value;
  severity_text: string;
  trace_id?: string;
}
export interface Batch<T> {
  resource: { attributes: Attribute[] };
  /** Names of the instrumentation scopes. */
  scopes: string[];
  items: T[];
}

/** Decodes an export request of one signal into batches of a resource and its items. */
function reader<T>(type: string, resources: string, scopes: string, items: string) {
  return (bytes: Uint8Array): Batch<T>[] => {
    const message = root.lookupType(type);
    const all = message.toObject(message.decode(bytes), { longs: String, bytes: String, defaults: true });
    return all[resources].map((batch: Record<string, unknown>) => ({
      resource: batch.resource,
      scopes: (batch[scopes] as { scope?: { name: string } }[]).map(({ scope }) => scope?.name ?? ''),
      items: (batch[scopes] as Record<string, T[]>[]).flatMap((scope) => scope[items] ?? []),
    }));
  };
}

export const readTraces = reader<Span>('Traces', 'resource_spans', 'scope_spans', 'spans');
export const readLogs = reader<LogRecord>('Logs', 'resource_logs', 'scope_logs', 'log_records');
export const readMetrics = reader<Metric>('Metrics', 'resource_metrics', 'scope_metrics', 'metrics');

/** Turns attributes into an object with each value as text. */
export function namesAndValues(attributes: Attribute[] = []): Record<string, string> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, String(Object.values(value)[0])]));
}
