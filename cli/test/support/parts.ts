import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Part } from '../../src/local/parts/part.ts';
import { httpOk } from '../../src/local/probe.ts';
import { openStack, type Stack } from '../../src/local/stack.ts';

const folders: string[] = [];
// Not in `after`: hooks run in the order of their registration, so a part that still stops would write there again.
process.once('exit', () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A stack in a new folder, which is removed at the end. */
export function temporaryStack(offset = 0): Stack {
  const folder = mkdtempSync(join(tmpdir(), 'triptych-test-'));
  folders.push(folder);
  const env = { PATH: process.env.PATH, HOME: folder, TRIPTYCH_DIR: folder, NODE_DISABLE_COMPILE_CACHE: '1' };
  return openStack(offset, env);
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

/** A part that runs a line of JavaScript and is ready at once. */
export function script(name: string, code: string, more: Partial<Part> = {}): Part {
  return {
    name,
    group: 'service',
    ports: {},
    launch: () => ({ file: process.execPath, args: ['-e', code] }),
    ready: async () => true,
    stopSeconds: 5,
    ...more,
  };
}

/** Runs until a signal. */
export const forever = 'setInterval(() => {}, 1000)';

/** A part that answers 200 on its port. */
export function webServer(name: string, port: number, more: Partial<Part> = {}): Part {
  const code = `require('node:http').createServer((_, r) => r.end()).listen(${port}, '127.0.0.1')`;
  return script(name, code, { ports: { http: port }, ready: () => httpOk(port, '/'), ...more });
}
