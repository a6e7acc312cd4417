import type { V1EnvVar } from '@kubernetes/client-node';
import { items } from '../../template/blocks.ts';
import { all, type Condition, is, not } from '../../template/condition.ts';
import { asText } from '../../template/text.ts';
import type { Undecided } from '../../template/undecided.ts';
import type { Values } from '../../values.ts';

type SamplingValues = Undecided<Pick<Values, 'collector' | 'jaeger'>>;

/** Whether the Collector keeps only a part of the traces. */
export const isSampling = ({ collector, jaeger }: SamplingValues): Condition =>
  all(collector.tailSampling.enabled, not(is(jaeger.mode, 'disabled')));

/**
 * What is kept of the traces, for the Collector and for the services alike: a service attaches an exemplar only to a trace
 * that the Collector keeps.
 */
export function samplingVariables(values: SamplingValues): V1EnvVar[] {
  const { keepPercent, slowMilliseconds } = values.collector.tailSampling;
  return items(isSampling(values), [
    { name: 'TAIL_SAMPLING_PERCENT', value: asText(keepPercent) },
    { name: 'TAIL_SAMPLING_SLOW_MS', value: asText(slowMilliseconds) },
  ]);
}
