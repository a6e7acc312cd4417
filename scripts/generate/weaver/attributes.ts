import {
  ATTRIBUTE_EXAMPLES,
  ATTRIBUTE_MEANINGS,
  ATTRIBUTES,
  type LabelDefinition,
  METRICS,
  type MetricDefinition,
  SYNTHETIC,
} from '@triptych/catalogue';
import { type AttributeDefinition, type Group, STABILITY } from './group.ts';
import { isStandard } from './metrics.ts';

/** The attributes of spans and log lines, and the labels of metrics that no semantic convention defines. */
export function attributeGroups(): Group[] {
  return [
    {
      id: 'registry.triptych',
      type: 'attribute_group',
      brief: 'Attributes of spans and log lines.',
      attributes: Object.entries(ATTRIBUTES).map(([key, id]) => attribute(key as keyof typeof ATTRIBUTES, id)),
    },
    {
      id: 'registry.triptych.metrics',
      type: 'attribute_group',
      brief: 'Attributes of metrics.',
      attributes: labels(),
    },
  ];
}

const TYPES = { string: 'string', number: 'int', boolean: 'boolean' } as const;

function attribute(key: keyof typeof ATTRIBUTES, id: string): AttributeDefinition {
  const example = ATTRIBUTE_EXAMPLES[key];
  const type = TYPES[typeof example as keyof typeof TYPES];
  return { id, type, brief: ATTRIBUTE_MEANINGS[key], examples: [example], stability: STABILITY };
}

/** One definition for each label. Where metrics give it other values or another meaning, each of them says which. */
function labels(): AttributeDefinition[] {
  const metrics: readonly MetricDefinition[] = Object.values(METRICS).filter(({ name }) => !isStandard(name));
  const all = metrics.flatMap(({ labels }) => Object.entries<LabelDefinition>(labels));
  const byName = Map.groupBy(all, ([name]) => name);
  byName.delete(SYNTHETIC.label);
  return [...byName].map(([id, uses]) => {
    const meanings = [...new Set(uses.map(([, { meaning }]) => meaning))];
    const values = [...new Set(uses.flatMap(([, { values }]) => values ?? []))];
    return {
      id,
      type: { members: values.map((value) => ({ id: value, value, stability: STABILITY })) },
      brief: meanings.length === 1 ? `${meanings[0]}` : 'Values and meaning depend on the metric.',
      stability: STABILITY,
    };
  });
}
