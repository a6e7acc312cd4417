/** Checks names that people give on a command line. Each function throws a UsageError that says what is expected. */

/** A mistake in the arguments of a command. */
export class UsageError extends Error {}

const PATH = /^[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*$/;
const HOST = /^([a-z0-9-]+(\.[a-z0-9-]+)*|\[[0-9a-f:]+\])(:\d{1,5})?$/i;

/** A registry with its path, without a slash at its end. */
export function registryName(text: string): string {
  const [host = '', ...path] = text.replace(/\/$/, '').split('/');
  if (text.includes('://')) throw new UsageError(`--registry "${text}" is a URL: leave out "${text.split('//')[0]}//"`);
  if (!HOST.test(host) || !path.every((part) => PATH.test(part)))
    throw new UsageError(
      `--registry "${text}" is no name of a registry: it is HOST[:PORT][/PATH], such as registry.example.com/triptych, with a path in lower case`,
    );
  // Without a dot or a port, container engines read the first word as an account of Docker Hub.
  if (host !== 'localhost' && !/[.:]/.test(host))
    throw new UsageError(`--registry "${text}" names no host: Docker Hub is docker.io/${text}`);
  return [host, ...path].join('/');
}

/** The host of a registry, with its port. */
export const hostOf = (registry: string): string => registry.split('/')[0] ?? '';

/** Whether a registry runs on this machine; docker then uses HTTP without TLS, and Helm needs "--plain-http". */
export const isLoopback = (registry: string): boolean =>
  /^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/.test(hostOf(registry));

export function tagName(text: string): string {
  if (!/^\w[\w.-]{0,127}$/.test(text))
    throw new UsageError(`--tag "${text}" is no tag: it has up to 128 letters, digits, "_", "." and "-"`);
  return text;
}

/** Platforms from a list that is separated by commas, such as `linux/amd64,linux/arm64`. */
export function platformNames(text: string): string[] {
  const names = text.split(',').map((name) => name.trim());
  const wrong = names.find((name) => !/^linux\/(amd64|arm64)$/.test(name));
  if (wrong !== undefined)
    throw new UsageError(`--platform "${wrong}" cannot be built: the images run on linux/amd64 and linux/arm64`);
  return [...new Set(names)];
}
