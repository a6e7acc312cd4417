import { type Static, Type } from 'typebox';

export const Health = Type.Object({ status: Type.Literal('ok') });
export type Health = Static<typeof Health>;

/** Readiness, dependency by dependency; `draining` once the process has been told to stop. */
export const Readiness = Type.Object({
  status: Type.Enum(['ready', 'draining', 'unavailable']),
  checks: Type.Record(Type.String(), Type.String(), { description: 'ok, or what is wrong, for each dependency' }),
});
export type Readiness = Static<typeof Readiness>;
