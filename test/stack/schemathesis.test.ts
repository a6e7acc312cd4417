import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { SERVICE_NAMES } from '@triptych/parts';
import { bringUp, type TestStack } from './support/conversions.ts';
import { findSchemathesis, folder } from './support/schemathesis.ts';

const SECONDS_PER_SERVICE = 20;

const schemathesis = await findSchemathesis();
const skip = 'missing' in schemathesis && schemathesis.missing;

describe('requests that Schemathesis makes up from an OpenAPI document', { skip }, () => {
  let stack: TestStack;
  let work: string;
  before(async () => {
    work = await mkdtemp(join(tmpdir(), 'triptych-schemathesis-'));
    // The console reads the backends.
    stack = await bringUp();
  });
  after(async () => {
    await stack?.down();
    await rm(work, { recursive: true, force: true });
  });

  for (const service of SERVICE_NAMES)
    it(`get the replies that the document of ${service} promises`, async () => {
      assert.ok('program' in schemathesis);
      // The seed makes a failure repeatable.
      const options = ['--checks=all', '--seed=1', '--continue-on-failure', `--max-time=${SECONDS_PER_SERVICE}`];
      const config = ['--no-color', '--config-file', join(folder, `${service}.toml`)];
      const child = spawn(
        schemathesis.program,
        [...config, 'run', ...options, stack.url(service, '/openapi.json')],
        // It keeps examples of failures in the working directory.
        { cwd: work, stdio: ['ignore', 'pipe', 'inherit'] },
      );
      const closed = once(child, 'close');
      const report = await text(child.stdout);
      const [code] = await closed;
      assert.equal(code, 0, report);
    });
});
