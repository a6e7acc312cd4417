import envSchema from 'env-schema';
import { type Static, type TObject, Type } from 'typebox';

/** What every service's process is told; `PORT` has a default of its own in each. */
export const processSettings = (port: number) => ({
  HOST: Type.String({ default: '127.0.0.1' }),
  PORT: Type.Integer({ default: port, minimum: 0, maximum: 65_535 }),
  LOG_LEVEL: Type.Enum(['debug', 'info', 'warn', 'error'], { default: 'info' }),
  /** Seconds, once told to stop, during which connections are still taken: load balancers and clients need to hear. */
  DRAIN_DELAY_SECONDS: Type.Number({ default: 1, minimum: 0 }),
});
export type ProcessSettings = Readonly<Static<TObject<ReturnType<typeof processSettings>>>>;

/**
 * Reads the variables that `schema` names from the environment: text becomes numbers and booleans, defaults fill in,
 * and every problem is reported at once. A variable that is empty counts as not set. The result is frozen.
 */
export function readConfig<S extends TObject>(schema: S, env: NodeJS.ProcessEnv): Readonly<Static<S>> {
  const data = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  try {
    return Object.freeze(envSchema<Static<S>>({ schema: { ...schema }, data, env: false }));
  } catch (error) {
    const { errors = [] } = error as { errors?: { instancePath: string; message?: string }[] };
    const lines = errors.map(
      ({ instancePath, message }) => `  ${[instancePath.slice(1), message].filter(Boolean).join(' ')}`,
    );
    throw new Error(`the environment is not as it must be:\n${lines.join('\n')}`, { cause: error });
  }
}
