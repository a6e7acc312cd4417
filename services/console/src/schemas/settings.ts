import { type Static, Type } from 'typebox';

/** What the page must know of its server. */
export const Settings = Type.Object({
  version: Type.String(),
  access: Type.Enum(['open', 'token', 'proxy']),
  jaeger_url: Type.Optional(Type.String({ description: 'Where people open the pages of Jaeger' })),
  grafana_url: Type.Optional(Type.String({ description: 'Where people open Grafana' })),
});
export type Settings = Readonly<Static<typeof Settings>>;
