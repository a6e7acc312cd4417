import { type Static, Type } from 'typebox';

/** What the page must know of its server. */
export const Settings = Type.Object({
  version: Type.String(),
  access: Type.Enum(['open', 'token', 'proxy']),
  jaeger_url: Type.Optional(Type.String({ description: 'Where people open the pages of Jaeger' })),
  span_retention_seconds: Type.Optional(Type.Number({ description: 'How long Jaeger keeps spans, where it is known' })),
  line_retention_seconds: Type.Optional(Type.Number({ description: 'How long Loki keeps lines, where it is known' })),
  grafana_url: Type.Optional(Type.String({ description: 'Where people open Grafana' })),
});
export type Settings = Readonly<Static<typeof Settings>>;
