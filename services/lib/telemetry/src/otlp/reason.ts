import { proxyOf } from '@triptych/proxy';

type Environment = Readonly<Record<string, string | undefined>>;

/** gRPC says "undefined" of a connection that its proxy refused, and "null" of one that is still being made. */
const WITHOUT_REASON = /Last error: (?:undefined|null)/;

/** Why an export failed, as a sentence. `connectionError` is the last thing that gRPC said of a connection. */
export function reasonOf(error: Error, connectionError: string | undefined, env: Environment): string {
  const proxy = proxyOf(env);
  if (WITHOUT_REASON.test(error.message) && proxy) {
    const said = connectionError ? ` (${connectionError})` : '';
    return (
      `the proxy ${proxy.url}, which ${proxy.variable} names, does not connect to the Collector${said}: ` +
      'correct it, or add the host of the Collector to no_proxy'
    );
  }
  const { code } = error as { code?: unknown };
  const http = typeof code === 'number' && code >= 100 ? `the Collector answered HTTP ${code}` : '';
  const message = error.message
    .replace(/\s*(Last error: (?:undefined|null)\.?\s*)?(Resolution note:\s*)?$/, '')
    .replace(/^undefined$/, '');
  return [http, message || innerMessages(error)].filter(Boolean).join(': ') || `no connection (${code ?? error.name})`;
}

/** Node tries each address of a host; the error of all of them has no message. */
function innerMessages(error: Error): string {
  const { errors = [], cause } = error as { errors?: readonly Error[]; cause?: unknown };
  const inner = [...errors, ...(cause instanceof Error ? [cause] : [])].map(({ message }) => message);
  return [...new Set(inner)].filter(Boolean).join(', ');
}
