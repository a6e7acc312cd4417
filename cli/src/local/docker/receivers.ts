import type { Stack } from '../stack.ts';
import { HOST_NAME } from './host-ports.ts';

/** The variables with the address of a program that receives alerts. */
const ADDRESSES = ['ALERT_WEBHOOK_URL', 'ALERT_WATCHDOG_URL', 'ALERT_SLACK_WEBHOOK_URL', 'ALERT_EMAIL_SMARTHOST'];

/** `http://localhost:8080/path` or `localhost:1025`: scheme and credentials, host, port. */
const ON_THIS_MACHINE = /^((https?):\/\/(?:[^/@]*@)?)?(?:localhost|127(?:\.\d+){3}|\[::1\])(?::(\d+))?(?=[/?#]|$)/i;

/** The environment with receivers on this machine under the name that containers use for it, and their ports. */
export function receiversFromContainers(env: Stack['env']): { env: Stack['env']; ports: readonly number[] } {
  const ports = new Set<number>();
  const changes = ADDRESSES.flatMap((name) => {
    const [found, prefix = '', scheme = '', written] = ON_THIS_MACHINE.exec(env[name] ?? '') ?? [];
    if (!found) return [];
    const port = Number(written ?? (scheme.toLowerCase() === 'https' ? 443 : 80));
    ports.add(port);
    return [[name, `${prefix}${HOST_NAME}:${port}${env[name]?.slice(found.length)}`]];
  });
  return { env: { ...env, ...Object.fromEntries(changes) }, ports: [...ports] };
}
