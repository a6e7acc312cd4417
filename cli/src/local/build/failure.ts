import { mkdirSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../command.ts';
import { cacheDir, type Tool } from './tools.ts';

/** What a person can do about each way in which builds fail. */
const remedies: readonly [RegExp, string][] = [
  [
    /no space left on device|disk quota exceeded/i,
    'The disk is full: building everything takes about 6 GB in Go\'s caches ("go clean -cache" frees some).',
  ],
  [
    /dial tcp|no such host|i\/o timeout|TLS handshake|connection (refused|reset)|proxyconnect|EOF$|x509|502 Bad Gateway/im,
    'Modules could not be downloaded: check the network and GOPROXY ("go env GOPROXY"), then try again; what was downloaded is kept.',
  ],
  [
    /checksum mismatch|SECURITY ERROR/,
    'A module is not what go.sum says: "go clean -modcache" removes a damaged download; a proxy may also have changed it.',
  ],
  [
    /signal: killed|cannot allocate memory|SIGKILL/,
    'The compiler was killed, most likely for lack of memory: GOFLAGS=-p=1 builds with less.',
  ],
];

/** An error with the last lines of a build and what to do about it. */
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
    free = ` ${((statfsSync(folder).bavail * statfsSync(folder).bsize) / 1e9).toFixed(1)} GB are free there.`;
    writeFileSync(log, `${text}\n`);
    kept = `\nAll of it: ${log}`;
  } catch {
    // On a full disk there is no room for the log either.
  }
  // The names of compiled packages say nothing about what went wrong.
  const lines = output.filter((line) => !/^[\w.~-]+(\/[\w.~-]+)*$/.test(line)).slice(-15);
  const remedy =
    remedies.find(([pattern]) => pattern.test(`${text}\n${how}`))?.[1] ??
    'If the sources were changed, undo that; else please report it.';
  const what = `building ${tool.name} failed (${how})`;
  return new UserError(
    [`${what}. ${remedy}${remedy.startsWith('The disk') ? free : ''}`, ...lines.map((line) => `    ${line}`)].join(
      '\n',
    ) + kept,
  );
}
