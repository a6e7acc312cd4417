import { type Static, Type } from 'typebox';

export const Health = Type.Object({ status: Type.Literal('ok') });
export type Health = Static<typeof Health>;

/** Readiness with the result for each dependency; `draining` once the process has received a signal to stop. */
export const Readiness = Type.Object({
  status: Type.Enum(['ready', 'draining', 'unavailable']),
  checks: Type.Record(Type.String(), Type.String(), { description: 'For each dependency: ok, or what is wrong' }),
});
export type Readiness = Static<typeof Readiness>;
