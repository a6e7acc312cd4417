import type { Finding } from './finding.ts';
import { RULES } from './variables.ts';

type Environment = Record<string, string | undefined>;

/**
 * Corrects standard variables whose values cannot be used, so that the SDK sees only good ones. Returns a finding for
 * each that is replaced by another meaning; a blank variable counts as unset.
 */
export function prepareEnvironment(env: Environment): Finding[] {
  const findings = RULES.flatMap(([variables, rule]) =>
    variables.flatMap((variable) => {
      const value = env[variable];
      if (value === undefined || value.trim() === '') return [];
      const verdict = rule(value, variable, env);
      if (!verdict) return [];
      const { instead, reason, used = '', shown = value } = verdict;
      // Assigning undefined to a variable of a process sets it to "undefined".
      if (instead === undefined) delete env[variable];
      else env[variable] = instead;
      return reason === undefined ? [] : [{ variable, value: shown, reason, used }];
    }),
  );
  return [...findings, ...argumentWithoutUse(env)];
}

/** A ratio has no effect without a sampler that takes one: then every trace is kept, which is more than was asked for. */
function argumentWithoutUse({ OTEL_TRACES_SAMPLER: sampler, OTEL_TRACES_SAMPLER_ARG: value }: Environment): Finding[] {
  if (!value?.trim() || value === '1' || sampler?.includes('traceidratio')) return [];
  const used = sampler?.trim() || 'parentbased_always_on';
  const reason = 'this sampler takes no argument; parentbased_traceidratio does, in OTEL_TRACES_SAMPLER';
  return [{ variable: 'OTEL_TRACES_SAMPLER_ARG', value, reason, used }];
}
