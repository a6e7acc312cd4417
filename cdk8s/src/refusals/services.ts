import { OWN_SERVICE_NAMES } from '@triptych/parts';
import { any, named, repeats } from '../template/condition.ts';
import type { Undecided } from '../template/undecided.ts';
import type { Values } from '../values.ts';
import type { Refusal } from './refusals.ts';

/** Objectives of a service that has others already. */
export function serviceRefusals({ services }: Undecided<Values>): Refusal[] {
  return [
    {
      when: repeats(services),
      why: 'services has two entries with the same name: make one of them',
    },
    {
      when: any(...OWN_SERVICE_NAMES.map((name) => named(services, name))),
      why: `services has an entry for a part of Triptych, whose objectives are in the chart: take it out. The parts are ${OWN_SERVICE_NAMES.join(', ')}`,
    },
  ];
}
