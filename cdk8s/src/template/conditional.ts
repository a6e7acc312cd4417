import { Construct } from 'constructs';
import { all } from './template.ts';

const conditions = new WeakMap<Construct, boolean>();

/** Whether a construct is there; all that it is inside of must be, too. */
export const conditionOf = (construct: Construct): boolean =>
  all(...(construct.node.scopes as Construct[]).map((scope) => conditions.get(scope) ?? true));

/** Makes a construct, and all inside of it, depend on a condition. */
export function dependOn(construct: Construct, condition: boolean): void {
  conditions.set(construct, condition);
}

/** A scope whose objects are there when a condition holds. */
export function onlyWhen(scope: Construct, id: string, condition: boolean): Construct {
  const inner = new Construct(scope, id);
  dependOn(inner, condition);
  return inner;
}
