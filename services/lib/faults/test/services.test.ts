import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { describe, it, type TestContext } from 'node:test';
import { CONVERSION_SERVICE_NAMES } from '@triptych/parts';
import type { LogLine } from '@triptych/telemetry/testing';

/** Starts the process of a service without its dependencies. */
function run(t: TestContext, service: string, env: Record<string, string>): ChildProcess {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../../..', service, 'src/main.ts')], {
    env: {
      PATH: process.env.PATH,
      PORT: '0',
      STORE_DIR: join(tmpdir(), 'triptych-faults'),
      DATABASE_URL: 'postgres://127.0.0.1:1/none',
      OTEL_SDK_DISABLED: 'true',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  t.after(() => child.kill('SIGKILL'));
  return child;
}

/** Resolves to its lines up to "service started", and to its address. */
async function started({ stdout }: ChildProcess) {
  const lines: LogLine[] = [];
  for await (const line of createInterface({ input: stdout as NodeJS.ReadableStream })) {
    lines.push(JSON.parse(line));
    if (lines.at(-1)?.message === 'service started') break;
  }
  return { lines, base: `http://127.0.0.1:${lines.at(-1)?.metadata.port}` };
}

describe('each service', { concurrency: 2 }, () => {
  for (const service of CONVERSION_SERVICE_NAMES) {
    const inEnvironment = (name: string) => ({
      FAULT_INJECTION: 'true',
      OTEL_RESOURCE_ATTRIBUTES: `deployment.environment.name=${name}`,
    });

    it(`${service} has no faults unless they are enabled`, async (t) => {
      const { base, lines } = await started(run(t, service, {}));
      assert.equal((await fetch(`${base}/faults`)).status, 404);
      assert.ok(!lines.some(({ message }) => message.includes('fault')));
    });

    it(`${service} has faults in development, and logs a warning`, async (t) => {
      const { base, lines } = await started(run(t, service, inEnvironment('development')));
      assert.deepEqual(await (await fetch(`${base}/faults`)).json(), { faults: [] });
      assert.equal(lines.find(({ message }) => message === 'fault injection enabled')?.severity, 'warning');
    });

    it(`${service} refuses to start with faults elsewhere, and says what to do`, async (t) => {
      const child = run(t, service, inEnvironment('staging'));
      const [said, [code]] = await Promise.all([
        text(child.stderr as NodeJS.ReadableStream),
        once(child, 'close'),
        child.stdout?.resume(),
      ]);
      assert.equal(code, 1);
      assert.match(said, /FAULT_INJECTION is for development, .* is staging: unset it, or name one of local, /);
    });
  }
});
