import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { requestJson } from '@triptych/client/http';
import { folderOf } from '../../cli/src/drill/local/folder.ts';
import { openLocalSystem } from '../../cli/src/drill/local/system.ts';
import type { toJson } from '../../cli/src/drill/report/table.ts';
import { settle } from '../../cli/src/drill/run/session.ts';
import { SERVICES } from '../../cli/src/drill/system.ts';
import { runLoad } from '../../cli/src/load/engine.ts';
import { readMix } from '../../cli/src/load/options.ts';
import { repository } from '../../cli/src/local/stack.ts';
import { bringUp, type TestStack } from './support/conversions.ts';
import { until } from './support/until.ts';

const QUICK = ['backend-killed', 'hostile-uploads', 'rules-broken', 'memory-held', 'postgres-stopped'];
/** A drill waits for so long, at most, until nothing fires. */
const SETTLE_SECONDS = 420;
const IDLE_SECONDS = 60;
const BUSY_SECONDS = 120;

describe('drills', () => {
  let stack: TestStack;
  before(async () => {
    stack = await bringUp({ env: { ALERT_WEBHOOK_URL: 'http://127.0.0.1:9/of-a-person' } });
  });
  after(() => stack?.down());

  /** What tells of drills from outside: environment, rules, who is told, files. */
  async function traces() {
    const environments = await Promise.all(
      [...SERVICES, 'prometheus', 'alertmanager', 'otelcol'].map(async (name) => {
        const { pid } = await stack.part(name);
        const all = (await readFile(`/proc/${pid}/environ`, 'utf8')).split('\0');
        return [name, all.filter((one) => /^(FAULT_INJECTION|TRIPTYCH_BACKENDS_DIR|PROMETHEUS_|ALERT_)/.test(one))];
      }),
    );
    interface Rules {
      data: { groups: { rules: { name: string; duration?: number; query: string }[] }[] };
    }
    const { data } = await requestJson<Rules>(stack.url('prometheus', '/api/v1/rules'));
    const { config } = await requestJson<{ config: { original: string } }>(stack.url('alertmanager', '/api/v2/status'));
    const webhook = await readFile(join(stack.stack.run, 'alertmanager/webhook_url'), 'utf8');
    const faults = await Promise.all(SERVICES.map(async (name) => (await fetch(stack.url(name, '/faults'))).status));
    const rules = data.groups.flatMap((group) =>
      group.rules.map(({ name, duration, query }) => [name, duration, query]),
    );
    const left = existsSync(folderOf(stack.stack).path);
    const { healthy } = await stack.status();
    return { environments, rules, config: config.original, webhook, faults, left, healthy };
  }

  /** A drill that has caused its fault, and is far from its end. */
  async function startDrill() {
    const args = [join(repository, 'cli/src/main.ts'), 'drill', 'memory-leak', '--port-offset', String(stack.offset)];
    const drill = spawn(process.execPath, args, { env: stack.stack.env, stdio: ['ignore', 'ignore', 'pipe'] });
    const said = text(drill.stderr);
    const exit = once(drill, 'exit') as Promise<[code: number | null]>;
    const hasFault = (faults: readonly string[]) => faults.includes('memory');
    await Promise.race([
      until('the fault', () => active('user_svc'), hasFault, SETTLE_SECONDS),
      exit.then(async ([code]) => assert.fail(`it ended with ${code} before it had a fault: ${await said}`)),
    ]);
    return { drill, said, exit };
  }

  const active = async (service: string) => {
    const reply = await fetch(stack.url(service, '/faults'));
    if (!reply.ok) return [];
    return ((await reply.json()) as { faults: { name: string }[] }).faults.map(({ name }) => name);
  };

  it('have every alert fire and end, with links that lead to something, and leave the stack as it was', async () => {
    const before = await traces();
    const { stdout } = await stack.triptych('drill', ...QUICK, '--json');
    const { ok, drills } = JSON.parse(stdout) as ReturnType<typeof toJson>;
    assert.ok(ok);
    assert.deepEqual(
      drills.map(({ name }) => name),
      QUICK,
    );
    for (const { alert, detect_seconds: detect, resolve_seconds: resolve, query } of drills.flatMap(
      (one) => one.alerts,
    )) {
      assert.ok((detect ?? 0) > 0 && (detect ?? 0) < 180, `${alert} fired after ${detect} s`);
      assert.ok((resolve ?? -1) >= 0 && (resolve ?? 0) < 240, `${alert} ended after ${resolve} s`);
      assert.ok(query, `${alert} has no answer to its query`);
    }
    assert.deepEqual(await traces(), before);
  });

  it('leave the stack as it was when they are interrupted, and say so', async () => {
    const before = await traces();
    const { drill, said, exit } = await startDrill();
    drill.kill('SIGINT');
    const [code] = await exit;
    assert.equal(code, 1);
    assert.match(await said, /stopped/);
    assert.deepEqual(await traces(), before);
  });

  it('that were killed are put right by the next, and meanwhile there is one at a time', async () => {
    const before = await traces();
    const { drill, exit } = await startDrill();
    await assert.rejects(stack.triptych('drill', 'memory-held'), /has drills on this stack right now/);
    drill.kill('SIGKILL');
    await exit;
    const { stdout } = await stack.triptych('drill', '--restore');
    assert.match(stdout, /^Put back: .*user_svc.*prometheus/);
    assert.deepEqual(await traces(), before);
  });
});

describe('a stack that is well', () => {
  let stack: TestStack;
  before(async () => {
    stack = await bringUp();
  });
  after(() => stack?.down());

  it('has no alert but the Watchdog, idle or at work, though time runs 120 times as fast', async () => {
    const { signal } = new AbortController();
    await using system = await openLocalSystem(stack.stack);
    await settle(system, signal);
    const { inbox } = system.receiver;
    const mark = inbox.size;
    await delay(IDLE_SECONDS * 1000);
    const mix = readMix('jpeg:4,webp:4,png:1,avif:1,status:10');
    const { failed } = await runLoad(system.endpoints, { rate: 2, seconds: BUSY_SECONDS, concurrency: 32, mix });
    assert.equal(failed, 0);
    const told = inbox.since(mark).filter(({ watchdog }) => !watchdog);
    assert.deepEqual(
      told.map(({ labels }) => labels),
      [],
    );
    assert.ok(inbox.since(mark).length > (IDLE_SECONDS + BUSY_SECONDS) / 4, 'the Watchdog comes all the time');
  });
});
