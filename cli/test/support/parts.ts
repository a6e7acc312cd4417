import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Part } from '../../src/local/part.ts';
import { httpOk } from '../../src/local/probe.ts';
import { openStack, type Stack } from '../../src/local/stack.ts';

/** A stack in a folder of its own, removed after the test. */
export function temporaryStack(t: TestContext, offset = 0): Stack {
  const folder = mkdtempSync(join(tmpdir(), 'triptych-test-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return openStack(offset, { PATH: process.env.PATH, HOME: folder, TRIPTYCH_DIR: folder });
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

/** A part that is a line of JavaScript, ready as soon as it runs. */
export function script(name: string, code: string, more: Partial<Part> = {}): Part {
  return {
    name,
    tier: 'service',
    ports: {},
    launch: () => ({ file: process.execPath, args: ['-e', code] }),
    ready: async () => true,
    stopSeconds: 5,
    ...more,
  };
}

/** Runs until it is told to stop. */
export const forever = 'setInterval(() => {}, 1000)';

/** A part that answers 200 on its port, once it listens. */
export function webServer(name: string, port: number, more: Partial<Part> = {}): Part {
  const code = `require('node:http').createServer((_, r) => r.end()).listen(${port}, '127.0.0.1')`;
  return script(name, code, { ports: { http: port }, ready: () => httpOk(port, '/'), ...more });
}
