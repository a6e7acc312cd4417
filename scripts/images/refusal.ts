import { ProgramError } from '@triptych/terminal/run';
import { hostOf } from './names.ts';

type Remedy = readonly [RegExp, (host: string) => string];

/** What to do about each common failure of a container engine, by what "docker" printed. */
const OF_ENGINE: readonly Remedy[] = [
  [
    /docker daemon|docker\.sock/i,
    () => 'the container engine does not answer, or not to this user: start it, and see what "docker version" says',
  ],
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

/** What to do about each common refusal of a registry, by what "docker" or "helm" printed. */
const OF_REGISTRY: readonly Remedy[] = [
  [
    /unauthorized|no basic auth credentials|credential not found|authentication required|\b401\b/i,
    (host) => `it wants other credentials, or any at all: "docker login ${host}"; helm uses them, too`,
  ],
  [
    /denied|forbidden|\b403\b/i,
    (host) =>
      `the account may not push there, or nobody is logged in: "docker login ${host}", then check its rights, and the path in --registry`,
  ],
  [
    /connection refused|no such host|i\/o timeout|server misbehaving|network is unreachable/i,
    (host) => `${host} cannot be reached: check the name, the port and the network`,
  ],
  [
    /server gave HTTP response to HTTPS client/i,
    (host) => `${host} has no TLS, which docker and helm allow on this machine alone: give the registry a certificate`,
  ],
  [/x509|certificate/i, (host) => `the certificate of ${host} is not trusted: add its CA to the system's`],
];

/** The error of a program that talks to a registry: what could not be done, why, and what to do. */
export const explainRefusal = (what: string, registry: string, cause: unknown): unknown =>
  explain(what, registry, cause, [...OF_ENGINE, ...OF_REGISTRY]);

/** The same for a build. What its steps print, such as npm, has nothing to do with the registry, unless the build pushes. */
export function explainBuild(what: string, registry: string, cause: unknown): unknown {
  const pushes = cause instanceof ProgramError && cause.lines.some((line) => /failed to (push|authorize)/.test(line));
  return pushes ? explainRefusal(what, registry, cause) : explain(what, registry, cause, OF_ENGINE);
}

/** `cause` has the output of the program. */
function explain(what: string, registry: string, cause: unknown, remedies: readonly Remedy[]): unknown {
  if (!(cause instanceof ProgramError)) return cause;
  const text = cause.lines.join('\n');
  const remedy = remedies.find(([pattern]) => pattern.test(text))?.[1];
  return new Error(remedy ? `${what} failed: ${remedy(hostOf(registry))}\n${cause.message}` : cause.message, { cause });
}
