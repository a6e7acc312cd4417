import { type Static, type TSchema, Type } from 'typebox';

const Figure = (description: string) => Type.Union([Type.Number(), Type.Null()], { description });
const Line = Type.Array(Type.Union([Type.Number(), Type.Null()]), {
  description: 'One value every 15 s of the last 15 minutes',
});

/** A part of the page with one source; when the source is away, its last data and the reason. */
const Section = <T extends TSchema>(data: T) =>
  Type.Object({
    at: Type.Optional(Type.Number({ description: 'When the data was asked for, in milliseconds since 1970' })),
    data: Type.Optional(data),
    missing: Type.Optional(Type.String({ description: 'Why there is no newer data' })),
  });

export const Objective = Type.Object({
  name: Type.String(),
  target: Figure('The share of events that must be good'),
  budget_left: Figure('The share that is left of the error budget of 30 days; below 0 the objective is missed'),
  burn_rate: Figure('How many times faster than evenly over 30 days the budget was spent in the last hour'),
  state: Type.Union([Type.Literal('ok'), Type.Literal('burning'), Type.Literal('missed'), Type.Literal('idle')]),
});
export type Objective = Static<typeof Objective>;

export const ServiceNow = Type.Object({
  name: Type.String(),
  up: Type.Union([Type.Boolean(), Type.Null()], { description: 'null: Prometheus does not ask this service' }),
  rate: Figure('Requests a second'),
  error_ratio: Figure('The share of requests that failed with a fault of the service'),
  p95_seconds: Figure('95 % of requests are faster'),
  rates: Line,
  error_ratios: Line,
  p95s: Line,
  objectives: Type.Array(Objective),
});
export type ServiceNow = Static<typeof ServiceNow>;

export const Call = Type.Object({
  client: Type.String(),
  server: Type.String(),
  outside: Type.Union([Type.Literal('client'), Type.Literal('server'), Type.Null()], {
    description: 'The end that sends no spans',
  }),
  rate: Type.Number({ description: 'Calls a second' }),
  error_ratio: Figure('The share of calls that failed'),
  p95_seconds: Figure('95 % of calls are faster'),
});
export type Call = Static<typeof Call>;

export const AlertNow = Type.Object({
  name: Type.String(),
  severity: Type.String(),
  service: Type.Union([Type.String(), Type.Null()]),
  summary: Type.String(),
  description: Type.String(),
  since: Type.String({ description: 'When its condition first held: ISO 8601' }),
  runbook: Type.Union([Type.String(), Type.Null()], { description: 'The URL or path of its runbook' }),
  state: Type.Union([Type.Literal('firing'), Type.Literal('silenced'), Type.Literal('inhibited')]),
});
export type AlertNow = Static<typeof AlertNow>;

export const FormatNow = Type.Object({
  format: Type.String(),
  count: Type.Number({ description: 'Conversions in the last 15 minutes' }),
  failed: Type.Number({ description: 'Those of them that made no picture' }),
  p95_seconds: Figure('95 % of conversions are faster'),
  rates: Line,
});
export type FormatNow = Static<typeof FormatNow>;

export const TelemetryNow = Type.Object({
  healthy: Type.Boolean(),
  problems: Type.Array(Type.String()),
  report_age_seconds: Figure('Age of the last report of the Collector'),
  queues: Type.Array(
    Type.Object({
      exporter: Type.String(),
      bytes: Type.Number(),
      capacity_bytes: Type.Number(),
      fill: Type.Number({ description: 'From 0 to 1' }),
    }),
  ),
  waiting: Type.Number({ description: 'Spans and log lines that wait in services' }),
  lost: Type.Number({ description: 'Items lost in the last 15 minutes' }),
});
export type TelemetryNow = Static<typeof TelemetryNow>;

export const Now = Type.Object({
  at: Type.Number({ description: 'Milliseconds since 1970' }),
  services: Section(Type.Array(ServiceNow)),
  calls: Section(Type.Array(Call)),
  alerts: Section(Type.Array(AlertNow)),
  conversions: Section(Type.Array(FormatNow)),
  telemetry: Section(TelemetryNow),
});
export type Now = Static<typeof Now>;

export const RequestNow = Type.Object({
  id: Type.String({ description: 'The request id or, without one, the trace id' }),
  trace_id: Type.String(),
  service: Type.String({ description: 'The service that it reached first' }),
  name: Type.String({ description: 'Method and route' }),
  start: Type.String({ description: 'ISO 8601' }),
  duration_seconds: Type.Number({ description: 'From its first span to the end of its last' }),
  status: Type.Union([Type.Integer(), Type.Null()], { description: 'The HTTP status of the first reply' }),
  failed: Type.Boolean({ description: 'A span of any service ended with an error' }),
  services: Type.Array(Type.String()),
});
export type RequestNow = Static<typeof RequestNow>;

export const Requests = Section(Type.Array(RequestNow));
export type Requests = Static<typeof Requests>;

export const Order = Type.Union([Type.Literal('latest'), Type.Literal('slowest'), Type.Literal('failed')]);
export type Order = Static<typeof Order>;
