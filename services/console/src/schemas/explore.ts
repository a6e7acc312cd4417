import { type Static, Type } from 'typebox';
import { RequestNow } from './now.ts';

export const Language = Type.Union([Type.Literal('promql'), Type.Literal('logql'), Type.Literal('traces')]);
export type Language = Static<typeof Language>;

const Labels = Type.Record(Type.String(), Type.String());

export const SeriesFound = Type.Object({
  labels: Labels,
  values: Type.Array(Type.Union([Type.Number(), Type.Null()]), { description: 'One for each of `times`' }),
});
export type SeriesFound = Static<typeof SeriesFound>;

export const LineFound = Type.Object({
  time: Type.String({ description: 'Nanoseconds since 1970' }),
  service: Type.String(),
  severity: Type.String(),
  message: Type.String(),
  request_id: Type.Union([Type.String(), Type.Null()]),
  trace_id: Type.Union([Type.String(), Type.Null()]),
  span_id: Type.Union([Type.String(), Type.Null()]),
  text: Type.String({ description: 'The whole line' }),
});
export type LineFound = Static<typeof LineFound>;

/** What a query finds: series, lines or traces, according to `kind`. */
export const Found = Type.Object({
  kind: Type.Union([Type.Literal('series'), Type.Literal('lines'), Type.Literal('traces')]),
  times: Type.Optional(Type.Array(Type.Number(), { description: 'Seconds since 1970' })),
  series: Type.Optional(Type.Array(SeriesFound)),
  lines: Type.Optional(Type.Array(LineFound, { description: 'The newest first' })),
  traces: Type.Optional(Type.Array(RequestNow, { description: 'The newest first' })),
  cuts: Type.Array(Type.String(), { description: 'What the limits left out, as sentences' }),
  urls: Type.Array(Type.String(), { description: 'The URLs of the backend that were read' }),
});
export type Found = Static<typeof Found>;

export const Names = Type.Object({ names: Type.Array(Type.String()) });
export type Names = Static<typeof Names>;
