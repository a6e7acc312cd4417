import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { programFile } from './programs.ts';

export interface Registry extends AsyncDisposable {
  /** HOST:PORT. */
  readonly address: string;
}

/** The account `test` with the password `secret`. */
const ACCOUNT = 'test:$2y$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a';

/** Starts a registry on a free port, with its data in a temporary folder. One that is `closed` wants an account. */
export async function startRegistry({ closed = false } = {}): Promise<Registry> {
  const folder = mkdtempSync(join(tmpdir(), 'triptych-registry-'));
  const configuration = {
    version: '0.1',
    log: { level: 'info', formatter: 'json' },
    storage: { filesystem: { rootdirectory: join(folder, 'data') } },
    http: { addr: '127.0.0.1:0', secret: 'test' },
    ...(closed && { auth: { htpasswd: { realm: 'test', path: join(folder, 'htpasswd') } } }),
  };
  writeFileSync(join(folder, 'htpasswd'), `${ACCOUNT}\n`);
  const file = join(folder, 'registry.yaml');
  writeFileSync(file, JSON.stringify(configuration));
  const child = spawn(programFile('registry'), ['serve', file], {
    env: { PATH: process.env.PATH, OTEL_TRACES_EXPORTER: 'none' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(child, 'exit');
  const stop = async () => {
    child.kill('SIGKILL');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stderr })) {
    lines.push(line);
    const [, address] = /listening on (127\.0\.0\.1:\d+)/.exec(line) ?? [];
    if (address === undefined) continue;
    child.stderr.resume();
    return { address, [Symbol.asyncDispose]: stop };
  }
  await stop();
  throw new Error(`the registry ended before it listened:\n${lines.join('\n')}`);
}
