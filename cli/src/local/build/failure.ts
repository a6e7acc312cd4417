import { mkdirSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../command.ts';
import { cacheDir, type Tool } from './tools.ts';

/** What to do about each common cause of a failed build, by what the build printed. */
const remedies: readonly [RegExp, string][] = [
  [
    /no space left on device|disk quota exceeded/i,
    'The disk is full: building everything takes about 6 GB in Go\'s caches ("go clean -cache" frees some).',
  ],
  [
    /dial tcp|no such host|i\/o timeout|TLS handshake|connection (refused|reset)|proxyconnect|EOF$|x509|502 Bad Gateway/im,
    'Modules could not be downloaded: check the network and GOPROXY ("go env GOPROXY"), then try again; downloaded modules are kept.',
  ],
  [
    /checksum mismatch|SECURITY ERROR/,
    'A module differs from go.sum: "go clean -modcache" removes a damaged download; a proxy may also have changed the module.',
  ],
  [
    /signal: killed|cannot allocate memory|SIGKILL/,
    'The compiler was killed, most likely for lack of memory: with GOFLAGS=-p=1 the build needs less.',
  ],
];

/** An error with the cause, what to do about it, and the last lines of the build. */
export function explainFailure(
  tool: Pick<Tool, 'name'>,
  how: string,
  output: readonly string[],
  env: NodeJS.ProcessEnv,
): UserError {
  const folder = join(cacheDir(env), 'logs');
  const log = join(folder, `build-${tool.name}.log`);
  const text = output.join('\n');
  let kept = '';
  let free = '';
  try {
    mkdirSync(folder, { recursive: true });
    free = ` ${((statfsSync(folder).bavail * statfsSync(folder).bsize) / 1e9).toFixed(1)} GB are free on the disk of the cache.`;
    writeFileSync(log, `${text}\n`);
    kept = `\nThe whole output: ${log}`;
  } catch {
    // A full disk has no room for the log either.
  }
  // The names of compiled packages do not explain a failure.
  const lines = output.filter((line) => !/^[\w.~-]+(\/[\w.~-]+)*$/.test(line)).slice(-15);
  const remedy =
    remedies.find(([pattern]) => pattern.test(`${text}\n${how}`))?.[1] ??
    'If you changed sources under cli/tools, undo that; otherwise please report this.';
  const what = `building ${tool.name} failed (${how})`;
  return new UserError(
    [`${what}. ${remedy}${remedy.startsWith('The disk') ? free : ''}`, ...lines.map((line) => `    ${line}`)].join(
      '\n',
    ) + kept,
  );
}
