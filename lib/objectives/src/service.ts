import { type Static, Type } from 'typebox';

/** The bounds of latency in seconds: the buckets of `span_metrics` in collector/config.yaml. No other bound can be measured. */
export const LATENCY_BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] as const;

/** A share of good requests. At 1 there would be no error budget. */
const Target = Type.Number({ exclusiveMinimum: 0, exclusiveMaximum: 1 });

/** What is promised to the callers of a service; what is left out keeps its default. */
export const ServiceObjectives = Type.Object(
  {
    /** Its `service.name`. */
    name: Type.String({ minLength: 1 }),
    /** The share of requests that succeed. */
    availability: Type.Optional(Target),
    /** The share of successful requests that take at most so many seconds. */
    latency: Type.Optional(
      Type.Object(
        { target: Type.Optional(Target), seconds: Type.Optional(Type.Enum(LATENCY_BOUNDS)) },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false },
);
export type ServiceObjectives = Static<typeof ServiceObjectives>;
