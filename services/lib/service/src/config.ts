import envSchema from 'env-schema';
import { type Static, type TObject, Type } from 'typebox';

/** Least severe first. `warning` is the name that log lines have for `warn`. */
const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'warning', 'error', 'fatal'];

/** The variables that every service reads; each service has its own default for `PORT`. */
export const processSettings = (port: number) => ({
  HOST: Type.String({ default: '127.0.0.1' }),
  PORT: Type.Integer({ default: port, minimum: 0, maximum: 65_535 }),
  LOG_LEVEL: Type.Enum(LOG_LEVELS, { default: 'info' }),
  /** Seconds after SIGTERM during which new connections are accepted: load balancers need time to notice. */
  DRAIN_DELAY_SECONDS: Type.Number({ default: 1, minimum: 0 }),
  /** Longest time that is spent on sending the rest of the telemetry, after the last request. */
  TELEMETRY_FLUSH_SECONDS: Type.Number({ default: 5, minimum: 0 }),
  /** The version in all telemetry and in the API's description; by default that of the service's package. */
  SERVICE_VERSION: Type.Optional(Type.String()),
});
export type ProcessSettings = Readonly<Static<TObject<ReturnType<typeof processSettings>>>>;

/**
 * Reads the variables that `schema` names from the environment: text becomes numbers and booleans, and defaults fill
 * gaps. An empty variable counts as unset, and a word of a list may be in any case. Returns a frozen object; throws one error that lists every mistake.
 */
export function readConfig<S extends TObject>(schema: S, env: NodeJS.ProcessEnv): Readonly<Static<S>> {
  const data = Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value ? [[name, wordOf(schema, name, value)]] : [])),
  );
  try {
    return Object.freeze(envSchema<Static<S>>({ schema: { ...schema }, data, env: false }));
  } catch (error) {
    const { errors = [] } = error as { errors?: EnvironmentError[] };
    const lines = errors.map((one) => `  ${describe(one)}`);
    throw new Error(`invalid environment variables:\n${lines.join('\n')}`, { cause: error });
  }
}

interface EnvironmentError {
  readonly instancePath: string;
  readonly message?: string;
  readonly params?: { readonly allowedValues?: readonly unknown[] };
}

function describe({ instancePath, message, params }: EnvironmentError): string {
  const words = params?.allowedValues?.join(', ');
  return [instancePath.slice(1), words ? `must be one of ${words}` : message].filter(Boolean).join(' ');
}

/** A value as the list of its variable writes it, where there is a list; else the value itself. */
function wordOf(schema: TObject, name: string, value: string): string {
  const { enum: words = [] } = (schema.properties[name] ?? {}) as { enum?: readonly unknown[] };
  const word = words.find((one) => typeof one === 'string' && one.toLowerCase() === value.trim().toLowerCase());
  return typeof word === 'string' ? word : value;
}
