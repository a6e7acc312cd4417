import envSchema from 'env-schema';
import { type Static, type TObject, Type } from 'typebox';

/** The variables that every service reads; each service has its own default for `PORT`. */
export const processSettings = (port: number) => ({
  HOST: Type.String({ default: '127.0.0.1' }),
  PORT: Type.Integer({ default: port, minimum: 0, maximum: 65_535 }),
  LOG_LEVEL: Type.Enum(['debug', 'info', 'warn', 'error'], { default: 'info' }),
  /** Seconds after SIGTERM during which new connections are accepted: load balancers need time to notice. */
  DRAIN_DELAY_SECONDS: Type.Number({ default: 1, minimum: 0 }),
});
export type ProcessSettings = Readonly<Static<TObject<ReturnType<typeof processSettings>>>>;

/**
 * Reads the variables that `schema` names from the environment: text becomes numbers and booleans, and defaults fill
 * gaps. An empty variable counts as unset. Returns a frozen object; throws one error that lists every mistake.
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
