import { chosen, either, is } from '../../template/condition.ts';
import type { Context } from './context.ts';

const onIPv6 = ({ values }: Context) => is(values.listenAddress, '::');

/** The address on which a program listens. */
export const listenHost = ({ values }: Context): string => chosen(values.listenAddress);

/** The same for programs that put a port behind it. */
export const bracketedHost = (context: Context): string => either(onIPv6(context), '[::]', '0.0.0.0');

/** HOST:PORT on which a program listens. */
export const listenOn = (context: Context, port: number): string => `${bracketedHost(context)}:${port}`;

/** The address for a configuration in YAML, which would read `::` as a map: the long form. */
export const yamlHost = (context: Context): string => either(onIPv6(context), '0:0:0:0:0:0:0:0', '0.0.0.0');
