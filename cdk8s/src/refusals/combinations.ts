import { above, all, any, equal, is, not } from '../template/condition.ts';
import type { Undecided } from '../template/undecided.ts';
import type { Values } from '../values.ts';
import type { Refusal } from './refusals.ts';

/** Values that contradict each other in another way. */
export function combinationRefusals(values: Undecided<Values>): Refusal[] {
  const { userSvc, jobSvc, imageSvc, console, faultInjection, environment, jaeger, loki, prometheus } = values;
  const scaled = Object.entries({ userSvc, jobSvc, imageSvc, console }).map(([name, { autoscaling }]) => ({
    when: all(autoscaling.enabled, above(autoscaling.minReplicas, autoscaling.maxReplicas)),
    why: `${name}.autoscaling.minReplicas is larger than maxReplicas: raise maxReplicas`,
  }));
  const disabled = any(...[jaeger, loki, prometheus].map(({ mode }) => is(mode, 'disabled')));
  return [
    ...scaled,
    {
      when: all(values.verify.enabled, disabled),
      why: 'verify.enabled is true, but jaeger, loki or prometheus is disabled, so links would always be broken: disable verify',
    },
    {
      when: all(faultInjection.enabled, not(equal(environment, 'development'))),
      why: 'faultInjection.enabled is true, but environment is not "development", and the services refuse to start: disable one of the two',
    },
  ];
}
