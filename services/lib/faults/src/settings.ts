import { type Static, type TObject, Type } from 'typebox';

/** The variable of fault injection, to be spread into the configuration schema of a service. */
export const faultSettings = {
  /** Allows faults to be started over HTTP; refused outside development. */
  FAULT_INJECTION: Type.Boolean({ default: false }),
};
export type FaultSettings = Readonly<Static<TObject<typeof faultSettings>>>;

const ATTRIBUTE = 'deployment.environment.name';
const ALLOWED = ['local', 'development', 'compose', 'test'];

/** Throws an error that says what to do, unless the resource attributes in `env` name a development environment. */
export function requireDevelopment(env: NodeJS.ProcessEnv): void {
  const name = environmentOf(env);
  if (name && ALLOWED.includes(name)) return;
  throw new Error(
    'invalid environment variables:\n' +
      `  FAULT_INJECTION is for development, and ${name ? `${ATTRIBUTE} is ${name}` : `there is no ${ATTRIBUTE}`}: ` +
      `unset it, or name one of ${ALLOWED.join(', ')} (OTEL_RESOURCE_ATTRIBUTES=${ATTRIBUTE}=development)`,
  );
}

/** The last of several values wins, as it does for telemetry. */
function environmentOf({ OTEL_RESOURCE_ATTRIBUTES: attributes = '' }: NodeJS.ProcessEnv): string | undefined {
  const pairs = attributes.split(',').map((pair) => pair.split('=').map((part) => part.trim()));
  return pairs.findLast(([key]) => key === ATTRIBUTE)?.[1];
}
