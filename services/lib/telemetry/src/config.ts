import type { Static, TObject } from 'typebox';
import { Value } from 'typebox/value';

/**
 * Reads the variables that `schema` names from the environment: text becomes numbers and booleans, defaults fill in,
 * and every problem is reported at once. The result is frozen.
 */
export function readConfig<S extends TObject>(schema: S, env: NodeJS.ProcessEnv): Readonly<Static<S>> {
  const named = Object.fromEntries(
    Object.keys(schema.properties)
      .filter((name) => env[name] !== undefined && env[name] !== '')
      .map((name) => [name, env[name]]),
  );
  const config = Value.Convert(schema, Value.Default(schema, named));
  const errors = [...Value.Errors(schema, config)];
  if (errors.length > 0) {
    const lines = errors.map(({ instancePath, message }) => `  ${instancePath.slice(1) || 'environment'} ${message}`);
    throw new Error(`the environment is not as it must be:\n${[...new Set(lines)].join('\n')}`);
  }
  return Object.freeze(config as Static<S>);
}
