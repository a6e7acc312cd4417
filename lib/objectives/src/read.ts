import { OWN_SERVICE_NAMES } from '@triptych/parts';
import { Type } from 'typebox';
import { Errors } from 'typebox/value';
import { parse } from 'yaml';
import { LATENCY_BOUNDS, ServiceObjectives } from './service.ts';

/**
 * Reads the objectives under the key `services` of YAML, such as a values file of the chart; other keys are ignored. Throws
 * an error that says which entry is wrong and what it may be.
 */
export function readServices(yaml: string): readonly ServiceObjectives[] {
  const { services } = (parse(yaml) ?? {}) as { services?: unknown };
  if (services === undefined) {
    throw new Error(
      'there is no key "services": write a list such as services: [{name: checkout, availability: 0.999}]',
    );
  }
  const [error] = Errors(Type.Array(ServiceObjectives), services);
  if (error) throw new Error(`${pathOf(error.instancePath)} ${whatIsWrong(error)}`);
  const found = services as readonly ServiceObjectives[];
  const names = found.map(({ name }) => name);
  const repeated = names.find((name, i) => names.indexOf(name) !== i);
  if (repeated !== undefined) throw new Error(`services has two entries named "${repeated}": make one of them`);
  const own = names.find((name) => OWN_SERVICE_NAMES.includes(name));
  if (own === undefined) return found;
  throw new Error(
    `services has an entry named "${own}", which is part of Triptych: its objectives are in the code, so take the entry out`,
  );
}

type Fault = ReturnType<typeof Errors>[number];

/** `/0/latency/seconds` as `services[0].latency.seconds`. */
const pathOf = (pointer: string) => `services${pointer.replace(/\/(\d+)/g, '[$1]').replaceAll('/', '.')}`;

function whatIsWrong({ keyword, message }: Fault): string {
  if (keyword === 'enum') return `must be a bucket of span metrics: ${LATENCY_BOUNDS.join(', ')} (seconds)`;
  if (keyword === 'exclusiveMinimum' || keyword === 'exclusiveMaximum') return 'must be between 0 and 1, such as 0.99';
  // An unknown key has the schema `false`.
  if (keyword === 'boolean')
    return 'is unknown: an entry can have name, availability, latency.target and latency.seconds';
  return message;
}
