import { type TSchema, Type } from 'typebox';
import { Value } from 'typebox/value';

/**
 * The language of Weaver's registries, as far as ours uses it, written after its documentation. Weaver's own JSON schema is
 * not among the packages of a registry, and it knows no `imports`.
 * https://github.com/open-telemetry/weaver/blob/main/schemas/semconv-syntax.md
 */
const closed = { additionalProperties: false } as const;
const Text = Type.String({ minLength: 1 });
const Stability = Type.Union(
  ['stable', 'development', 'alpha', 'beta', 'release_candidate'].map((level) => Type.Literal(level)),
);
const Level = Type.Union([
  ...['required', 'recommended', 'opt_in'].map((level) => Type.Literal(level)),
  Type.Object({ recommended: Text }, closed),
  Type.Object({ conditionally_required: Text }, closed),
]);
const Annotations = Type.Record(Type.String(), Type.Unknown());
const Members = Type.Array(Type.Object({ id: Text, value: Text, stability: Stability }, closed), { minItems: 1 });
const Example = Type.Union([Type.String(), Type.Number(), Type.Boolean()]);

/** Examples are of the type of their attribute; only texts need some. */
const defined = (type: TSchema, examples: TSchema) =>
  Type.Object({ id: Text, type, brief: Text, stability: Stability, examples }, closed);
const Definition = Type.Union([
  defined(Type.Literal('string'), Type.Array(Type.String(), { minItems: 1 })),
  defined(Type.Literal('int'), Type.Array(Type.Integer())),
  defined(Type.Literal('boolean'), Type.Array(Type.Boolean())),
  defined(Type.Object({ members: Members }, closed), Type.Optional(Type.Array(Example))),
]);
const Reference = Type.Object(
  {
    ref: Text,
    brief: Type.Optional(Text),
    note: Type.Optional(Text),
    requirement_level: Type.Optional(Level),
  },
  closed,
);
const Attributes = Type.Array(Type.Union([Definition, Reference]));

const base = { id: Text, brief: Text, annotations: Type.Optional(Annotations) };
const signal = { ...base, stability: Stability };
const literals = (...values: readonly string[]) => Type.Union(values.map((value) => Type.Literal(value)));
const Group = Type.Union([
  Type.Object({ ...base, type: Type.Literal('attribute_group'), attributes: Attributes }, closed),
  Type.Object(
    {
      ...signal,
      type: Type.Literal('metric'),
      metric_name: Text,
      instrument: literals('counter', 'gauge', 'histogram', 'updowncounter'),
      unit: Text,
      attributes: Type.Optional(Attributes),
    },
    closed,
  ),
  Type.Object(
    {
      ...signal,
      type: Type.Literal('span'),
      span_kind: literals('client', 'server', 'producer', 'consumer', 'internal'),
      attributes: Attributes,
    },
    closed,
  ),
  Type.Object({ ...signal, type: Type.Literal('event'), name: Text, attributes: Type.Optional(Attributes) }, closed),
]);

/** A file of definitions. */
export const RegistryFile = Type.Object(
  {
    groups: Type.Array(Group, { minItems: 1 }),
    imports: Type.Optional(Type.Object({ metrics: Type.Optional(Type.Array(Text)) }, closed)),
  },
  closed,
);

/** https://opentelemetry.io/docs/specs/otel/schemas/#schema-url */
const SchemaUrl = Type.String({ pattern: String.raw`^https?://[^/]+/.*\d+\.\d+\.\d+$` });

/** https://github.com/open-telemetry/weaver/blob/main/schemas/semconv-schemas.md#definition-manifest */
export const Manifest = Type.Object(
  {
    schema_url: SchemaUrl,
    description: Text,
    stability: Stability,
    dependencies: Type.Array(Type.Object({ schema_url: SchemaUrl, registry_path: Text }, closed), { minItems: 1 }),
  },
  closed,
);

/** What is wrong with a value, as text; empty when nothing is. */
export function faultsIn(schema: TSchema, value: unknown): string[] {
  return [...Value.Errors(schema, value)].map(({ instancePath, message }) => `${instancePath}: ${message}`);
}
