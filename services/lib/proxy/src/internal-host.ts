const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|0\.0\.0\.0|\[?::1?\]?)$/;
const INTERNAL_SUFFIX = /\.(localhost|svc|cluster\.local|local)\.?$/;

/** Whether a host is this machine, or a name that only this network or cluster knows: a proxy cannot reach it. */
export function isInternalHost(host: string): boolean {
  const name = host.toLowerCase();
  if (LOOPBACK.test(name) || name === 'host.docker.internal') return true;
  const isAddress = name.includes(':');
  return !isAddress && name !== '' && (!name.includes('.') || INTERNAL_SUFFIX.test(name));
}
