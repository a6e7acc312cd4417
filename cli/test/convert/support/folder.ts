import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { repository } from '../../../src/local/stack.ts';

const TRIPTYCH = join(repository, 'cli/bin/triptych.mjs');

export interface Outcome {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly error: string;
}

export interface Folder extends Disposable {
  readonly path: string;
  read(name: string): string;
  /** Every file and folder in it, hidden ones included, in order. */
  list(): string[];
  /** Runs `triptych convert` in it against the user_svc at `url`; `wrapper` is put before the command. */
  convert(url: string, args: readonly string[], wrapper?: readonly string[]): Promise<Outcome>;
  /** The same, still running. */
  start(url: string, args: readonly string[], wrapper?: readonly string[]): ChildProcess;
}

/** A temporary folder with these files; each contains its own name. */
export function folderWith(...files: string[]): Folder {
  const path = mkdtempSync(join(tmpdir(), 'triptych-convert-'));
  for (const file of files) {
    mkdirSync(join(path, dirname(file)), { recursive: true });
    writeFileSync(join(path, file), file);
  }
  const start = (url: string, args: readonly string[], wrapper: readonly string[] = []) => {
    const [command = '', ...rest] = [...wrapper, process.execPath, TRIPTYCH, 'convert', ...args];
    return spawn(command, rest, {
      cwd: path,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env.PATH, HOME: path, TRIPTYCH_USER_SVC_URL: url, NODE_DISABLE_COMPILE_CACHE: '1' },
    });
  };
  return {
    path,
    read: (name) => readFileSync(join(path, name), 'utf8'),
    list: () => readdirSync(path, { recursive: true, encoding: 'utf8' }).sort(),
    start,
    async convert(url, args, wrapper) {
      const child = start(url, args, wrapper);
      const [out, error, [code, signal]] = await Promise.all([
        text(child.stdout),
        text(child.stderr),
        once(child, 'exit'),
      ]);
      return { code, signal, out, error };
    },
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  };
}
