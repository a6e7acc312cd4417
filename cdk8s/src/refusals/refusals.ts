import type { Condition } from '../template/condition.ts';
import type { Undecided } from '../template/undecided.ts';
import type { Values } from '../values.ts';
import { addressRefusals } from './addresses.ts';
import { combinationRefusals } from './combinations.ts';
import { registryRefusals } from './registry.ts';
import { secretRefusals } from './secrets.ts';
import { serviceRefusals } from './services.ts';
import { sizeRefusals } from './sizes.ts';

/** Values that are valid one by one, but cannot work together. */
export interface Refusal {
  readonly when: Condition;
  /** Which values, and what to do. */
  readonly why: string;
}

/** Every combination of values that cannot work. The chart refuses to be installed with it, and so do plain manifests. */
export const refusals = (values: Undecided<Values>): Refusal[] => [
  ...registryRefusals(values),
  ...addressRefusals(values),
  ...secretRefusals(values),
  ...sizeRefusals(values),
  ...combinationRefusals(values),
  ...serviceRefusals(values),
];
