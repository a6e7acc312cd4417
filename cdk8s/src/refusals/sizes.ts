import type { PodSettings } from '../settings.ts';
import { above, all, is, not, present } from '../template/condition.ts';
import { bytes, product, textAt } from '../template/quantity.ts';
import type { Undecided } from '../template/undecided.ts';
import type { Values } from '../values.ts';
import type { Refusal } from './refusals.ts';

const MIB = 1024 * 1024;
type Resources = Pick<PodSettings, 'resources'>;

/** Data that is larger than its volume, and memory that is larger than the limit of its container. */
export function sizeRefusals(values: Undecided<Values>): Refusal[] {
  const { prometheus, collector, imageSvc } = values;
  const { retention, persistence } = prometheus;
  const ownsVolume = ({ enabled, existingClaim }: typeof persistence) => all(enabled, not(present(existingClaim)));
  return [
    {
      when: all(
        is(prometheus.mode, 'bundled'),
        ownsVolume(persistence),
        above(bytes(retention.size), bytes(persistence.size)),
      ),
      why: 'prometheus.retention.size is larger than prometheus.persistence.size: keep fewer samples, or make the volume larger',
    },
    {
      when: all(
        ownsVolume(collector.persistence),
        above(product(collector.queueBytes), bytes(collector.persistence.size)),
      ),
      why: 'collector.queueBytes is larger than collector.persistence.size, which holds one queue for each backend: lower it to a third of the volume, or make the volume larger',
    },
    ...beyondLimit(
      imageSvc,
      product(imageSvc.poolSize, imageSvc.converterMemoryBytes),
      'imageSvc.poolSize converters of imageSvc.converterMemoryBytes need more memory than imageSvc.resources.limits.memory: raise the limit, or lower one of the two',
    ),
    ...Object.entries({
      collector,
      'collector.gateway': collector.gateway,
      'collector.kubernetes.agent': collector.kubernetes.agent,
    }).flatMap(([name, settings]) =>
      beyondLimit(
        settings,
        product(settings.memoryLimitMiB, MIB),
        `${name}.memoryLimitMiB is larger than ${name}.resources.limits.memory: set it to four fifths of the limit`,
      ),
    ),
    ...pods(values).flatMap(([name, settings]) =>
      beyondLimit(
        settings,
        bytes(textAt(settings.resources, 'requests', 'memory')),
        `${name}.resources.requests.memory is larger than its limit: raise the limit, or lower the request`,
      ),
    ),
  ];
}

/** A refusal for memory that is larger than the limit of a container, where that has one. */
function beyondLimit({ resources }: Resources, needed: number, why: string): Refusal[] {
  const limit = textAt(resources, 'limits', 'memory');
  return [{ when: all(present(limit), above(needed, bytes(limit))), why }];
}

/** The settings of every pod, by their path in the values. */
function pods(values: object, path = ''): [path: string, settings: Resources][] {
  const inner = Object.entries(values).flatMap(([key, value]) => {
    const isGroup = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isGroup ? pods(value, path ? `${path}.${key}` : key) : [];
  });
  return isPod(values) ? [[path, values], ...inner] : inner;
}

const isPod = (values: object): values is Resources => 'podLabels' in values;
