import { Construct } from 'constructs';
import { ALWAYS, all, type Condition } from './condition.ts';

const conditions = new WeakMap<Construct, Condition>();

/** Whether a construct is there; all that it is inside of must be, too. */
export const conditionOf = (construct: Construct): Condition =>
  all(...(construct.node.scopes as Construct[]).map((scope) => conditions.get(scope) ?? ALWAYS));

/** Makes a construct, and all inside of it, depend on a condition. */
export function dependOn(construct: Construct, condition: Condition): void {
  conditions.set(construct, condition);
}

/** A scope whose objects are there when a condition holds. */
export function onlyWhen(scope: Construct, id: string, condition: Condition): Construct {
  const inner = new Construct(scope, id);
  dependOn(inner, condition);
  return inner;
}
