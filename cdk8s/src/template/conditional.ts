import { Construct } from 'constructs';
import { ALWAYS, all, type Condition } from './condition.ts';

const conditions = new WeakMap<Construct, Condition>();

/** The condition of a construct: its own and those of all scopes around it. */
export const conditionOf = (construct: Construct): Condition =>
  all(...(construct.node.scopes as Construct[]).map((scope) => conditions.get(scope) ?? ALWAYS));

/** Makes a construct, with everything inside, depend on a condition. */
export function dependOn(construct: Construct, condition: Condition): void {
  conditions.set(construct, condition);
}

/** A scope whose objects exist when a condition holds. */
export function onlyWhen(scope: Construct, id: string, condition: Condition): Construct {
  const inner = new Construct(scope, id);
  dependOn(inner, condition);
  return inner;
}
