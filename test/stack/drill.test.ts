import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { readFaults } from '@triptych/client/faults';
import { openLocalSystem } from '../../cli/src/drill/local/system.ts';
import { untilSettled } from '../../cli/src/drill/run/session.ts';
import { runLoad } from '../../cli/src/load/engine.ts';
import { readMix } from '../../cli/src/load/options.ts';
import { repository } from '../../cli/src/local/stack.ts';
import { drillsSucceed } from './shared/drills.ts';
import { bringUp, type TestStack } from './support/conversions.ts';
import { traces } from './support/drill-traces.ts';
import { until } from './support/until.ts';

const QUICK = [
  'backend-killed',
  'hostile-uploads',
  'rules-broken',
  'other-service-fails',
  'memory-held',
  'postgres-stopped',
];
/** The longest time that a drill waits until no alert fires. */
const SETTLE_SECONDS = 420;
const IDLE_SECONDS = 60;
const BUSY_SECONDS = 120;

describe('drills', () => {
  let stack: TestStack;
  before(async () => {
    stack = await bringUp({ env: { ALERT_WEBHOOK_URL: 'http://127.0.0.1:9/of-a-person' } });
  });
  after(() => stack?.down());

  /** Starts a drill, and waits until it has caused its fault. */
  async function startDrill() {
    const args = [join(repository, 'cli/src/main.ts'), 'drill', 'memory-leak', '--port-offset', String(stack.offset)];
    const drill = spawn(process.execPath, args, { env: stack.stack.env, stdio: ['ignore', 'ignore', 'pipe'] });
    const said = text(drill.stderr);
    const exit = once(drill, 'exit') as Promise<[code: number | null]>;
    const hasFault = (faults: readonly string[]) => faults.includes('memory');
    await Promise.race([
      until('the fault', async () => (await readFaults(stack.url('user_svc'))).active, hasFault, SETTLE_SECONDS),
      exit.then(async ([code]) => assert.fail(`it ended with ${code} before it had a fault: ${await said}`)),
    ]);
    return { drill, said, exit };
  }

  drillsSucceed(() => stack, QUICK);

  it('leave the stack as it was when they are interrupted, and say so', async () => {
    const before = await traces(stack);
    const { drill, said, exit } = await startDrill();
    drill.kill('SIGINT');
    const [code] = await exit;
    assert.equal(code, 1);
    assert.match(await said, /stopped/);
    assert.deepEqual(await traces(stack), before);
  });

  it('run one session at a time, and are restored after they were killed', async () => {
    const before = await traces(stack);
    const { drill, exit } = await startDrill();
    await assert.rejects(stack.triptych('drill', 'memory-held'), /has drills on this stack right now/);
    drill.kill('SIGKILL');
    await exit;
    const { stdout } = await stack.triptych('drill', '--restore');
    assert.match(stdout, /^Restored: .*user_svc.*prometheus/);
    assert.deepEqual(await traces(stack), before);
  });
});

describe('a healthy stack', () => {
  let stack: TestStack;
  before(async () => {
    stack = await bringUp();
  });
  after(() => stack?.down());

  it('has no alert but the Watchdog, idle or at work, even with time 120 times as fast', async () => {
    const { signal } = new AbortController();
    await using system = await openLocalSystem(stack.stack);
    await untilSettled(system, signal);
    const { inbox } = system.receiver;
    const mark = inbox.size;
    await delay(IDLE_SECONDS * 1000);
    const mix = readMix('jpeg:4,webp:4,png:1,avif:1,status:10');
    const { failed } = await runLoad(system.endpoints, { rate: 2, seconds: BUSY_SECONDS, concurrency: 32, mix });
    assert.equal(failed, 0);
    const alerts = inbox.since(mark).filter(({ watchdog }) => !watchdog);
    assert.deepEqual(
      alerts.map(({ labels }) => labels),
      [],
    );
    assert.ok(inbox.since(mark).length > (IDLE_SECONDS + BUSY_SECONDS) / 4, 'the Watchdog arrives all the time');
  });
});
