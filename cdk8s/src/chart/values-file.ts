import type { TObject, TSchema } from 'typebox';
import { Document, isMap, type YAMLMap } from 'yaml';
import { defaults, Values } from '../values.ts';

interface Described {
  readonly description?: string;
  readonly default?: unknown;
  readonly properties?: Record<string, Described>;
}

/** values.yaml: every value at its default, below a comment with its meaning. */
export function valuesYaml(): string {
  const document = new Document(defaults());
  comment(document.contents as unknown as YAMLMap, Values as Described);
  document.commentBefore = ' Every value and its default. Helm refuses any other value: values.schema.json.';
  return document.toString({ lineWidth: 0 });
}

function comment(map: YAMLMap, { properties = {} }: Described, depth = 0): void {
  for (const pair of map.items) {
    const key = pair.key as { value: string; commentBefore?: string; spaceBefore?: boolean };
    const property = properties[key.value];
    if (property?.description) key.commentBefore = ` ${property.description}`;
    if (property?.properties && isMap(pair.value)) {
      key.spaceBefore = depth === 0;
      comment(pair.value, property, depth + 1);
    }
  }
}

/** values.schema.json, by which Helm refuses invalid values and names them. */
export function valuesSchema(): string {
  const schema = { $schema: 'http://json-schema.org/draft-07/schema#', title: 'Values', ...Values };
  return `${JSON.stringify(schema, withoutRemovable, 2)}\n`;
}

/** Requires no value that `null` may take away: a map, a list, or a text that is empty by default. */
function withoutRemovable(key: string, value: unknown): unknown {
  if (key !== 'properties' && typeof value === 'object' && value !== null && 'required' in value) {
    const { properties, required, ...rest } = value as unknown as TObject & { required: string[] };
    return { ...rest, properties, required: required.filter((name) => !removable(properties[name] as Described)) };
  }
  return value;
}

const removable = ({ properties, default: value }: Described) =>
  properties === undefined && (value === '' || typeof value === 'object');

export interface Leaf {
  readonly path: string;
  readonly description: string;
  readonly value: unknown;
}

/** Every value by its path, in the order of the schema. */
export function leaves(schema: TObject = Values, path = ''): Leaf[] {
  return Object.entries(schema.properties as Record<string, TSchema & Described>).flatMap(([key, property]) => {
    const at = path ? `${path}.${key}` : key;
    if (property.properties) return leaves(property as unknown as TObject, at);
    return [{ path: at, description: property.description ?? '', value: property.default }];
  });
}
