import type { V1EnvVar } from '@kubernetes/client-node';
import { type Header, MOST_HEADERS } from '../../settings.ts';
import { items } from '../../template/blocks.ts';
import { all, type Choice, type Condition, either, is, not } from '../../template/condition.ts';
import { upTo } from '../../template/list.ts';
import { json } from '../../template/text.ts';
import type { Context } from '../base/context.ts';
import { secretVariable } from '../base/part.ts';

interface Backend {
  readonly mode: Choice<string>;
  readonly headers: readonly Header[];
  readonly headersSecret: string;
}

/** Whether a backend runs outside this release. */
export const isOutside = ({ mode }: Pick<Backend, 'mode'>): Condition => not(is(mode, 'bundled', 'disabled'));

/** A checksum of the Secrets with headers of backends: a change of one restarts the pods that send them. */
export const headersChecksum = ({ values, credentials }: Context): string =>
  (['jaeger', 'loki', 'prometheus'] as const).map((name) => credentials(values[name].headersSecret, '', [])).join('');

/** The HTTP headers of a backend outside this release. */
export class Headers {
  private readonly backend: Backend;
  private readonly slots;

  /** `prefix` begins the names of the variables with the values: PREFIX_1, …. */
  constructor(prefix: string, backend: Backend) {
    this.backend = backend;
    this.slots = upTo(MOST_HEADERS, backend.headers).map(({ exists, field }, i) => ({
      exists: all(isOutside(backend), exists),
      name: field('name'),
      key: field('key'),
      variable: `${prefix}_${i + 1}`,
    }));
  }

  /** Whether there are any. */
  private get exist(): Condition {
    return this.slots[0]?.exists as Condition;
  }

  /** Variables with the values, from the Secret. */
  values(): V1EnvVar[] {
    const { headersSecret } = this.backend;
    return this.slots.flatMap(({ exists, variable, key }) =>
      items(exists, [secretVariable(variable, headersSecret, key)]),
    );
  }

  /** Text that `format` makes of each header and its number. */
  text(format: (name: string, variable: string, number: number) => string): string {
    return this.slots
      .map(({ exists, name, variable }, i) => either(exists, format(name, variable, i + 1), ''))
      .join('');
  }

  /** A variable with the headers as a map in YAML, which reads the values from the environment as the Collector does. */
  asMap(variable: string): V1EnvVar[] {
    const pairs = this.text((name, value) => `${json(name)}: "\${env:${value}}", `);
    return items(this.exist, [{ name: variable, value: `{${pairs}}` }]);
  }

  /** A variable with a header in each line. A value has no line break, so it cannot end its line. */
  asLines(variable: string): V1EnvVar[] {
    return items(this.exist, [{ name: variable, value: this.text((name, value) => `${name}: $(${value})\n`) }]);
  }
}
