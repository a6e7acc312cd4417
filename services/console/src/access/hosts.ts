const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/i;

/** Whether an address or a host name means this machine alone. */
export const isLoopback = (host: string): boolean => LOOPBACK.test(host);

/** The host names of a list that is separated by commas. */
export const hostNames = (list: string): readonly string[] =>
  list
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter(Boolean);

/**
 * Whether a browser that sends this Host header may read an open console. A page of another site can make its own name
 * resolve to 127.0.0.1 (DNS rebinding), and then the browser lets it read the replies. The header still has its name.
 */
export function isAllowedHost(header: string | undefined, allowed: readonly string[]): boolean {
  const name = (header ?? '').replace(/:\d+$/, '').toLowerCase();
  return isLoopback(name) || allowed.includes(name);
}
