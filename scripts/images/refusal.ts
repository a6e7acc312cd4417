import { ProgramError } from '@triptych/terminal/run';
import { hostOf } from './names.ts';

/** What to do about each common refusal of a registry, by what "docker" or "helm" printed. */
const REMEDIES: readonly (readonly [RegExp, (host: string) => string])[] = [
  [
    /unauthorized|no basic auth credentials|credential not found|authentication required|\b401\b/i,
    (host) => `it wants other credentials, or any at all: "docker login ${host}"; helm uses them, too`,
  ],
  [/denied|forbidden|\b403\b/i, () => 'the account may not push there: check its rights, and the path in --registry'],
  [
    /connection refused|no such host|i\/o timeout|server misbehaving|network is unreachable/i,
    (host) => `${host} cannot be reached: check the name, the port and the network`,
  ],
  [
    /server gave HTTP response to HTTPS client/i,
    (host) => `${host} has no TLS, which docker and helm allow on this machine alone: give the registry a certificate`,
  ],
  [/x509|certificate/i, (host) => `the certificate of ${host} is not trusted: add its CA to the system's`],
  [
    /multi-?platform build is not supported|multiple platforms feature/i,
    () => 'this builder makes images of one platform: create one for several with "docker buildx create --use"',
  ],
  [
    /exec format error/i,
    () =>
      'the engine cannot run programs of the other platform: install emulators with "docker run --privileged --rm tonistiigi/binfmt --install all"',
  ],
];

/** An error that says what could not be done, why, and what to do; `cause` has the output of the program. */
export function explainRefusal(what: string, registry: string, cause: unknown): unknown {
  if (!(cause instanceof ProgramError)) return cause;
  const text = cause.lines.join('\n');
  const remedy = REMEDIES.find(([pattern]) => pattern.test(text))?.[1];
  return new Error(remedy ? `${what} failed: ${remedy(hostOf(registry))}\n${cause.message}` : cause.message, { cause });
}
