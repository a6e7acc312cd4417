import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Drill } from '../../../src/drill/drill.ts';
import { runDrill } from '../../../src/drill/run/run-drill.ts';
import { fakeDrill, fakePrometheus, fakeSystem, held, labelsOf, leak, noVisitors } from '../support/fakes.ts';

/** Runs a drill on a system without links, and records its steps. */
async function drilling(
  t: TestContext,
  make: (notify: ReturnType<typeof fakeSystem>['notify'], steps: string[]) => Drill,
) {
  const prometheus = await fakePrometheus();
  t.after(() => prometheus[Symbol.asyncDispose]());
  const { system, notify } = fakeSystem(prometheus.url);
  const steps: string[] = [];
  const stop = new AbortController();
  const outcome = runDrill(make(notify, steps), {
    system,
    visitors: noVisitors,
    signal: stop.signal,
    show: (what) => steps.push(what),
  });
  return { outcome, steps, stop, prometheus };
}

/** The problems, without those of the links, which are broken here. */
const problemsOf = (problems: readonly string[]) => problems.filter((problem) => !/_url: /.test(problem));

test('a drill causes its fault, waits for the alert, ends the fault and waits until the alert is resolved', async (t) => {
  const { outcome, steps } = await drilling(t, (notify, log) =>
    fakeDrill({
      async cause({ undo }) {
        undo.defer(async () => {
          log.push('undone');
          notify(leak, 'resolved');
        });
        notify(leak);
      },
    }),
  );
  const { alerts, problems } = await outcome;
  assert.deepEqual(problemsOf(problems), []);
  assert.ok((alerts[0]?.detectMs ?? -1) >= 0 && (alerts[0]?.resolveMs ?? -1) >= 0);
  assert.deepEqual(
    steps.map((step) => step.replace(/[\d.]+ s/, '~')),
    [
      'something',
      'MemoryGrowing (ticket) fired after ~',
      'undone',
      'fault ended after ~',
      'MemoryGrowing (ticket) resolved after ~',
    ],
  );
});

test('an alert that does not fire is a problem, and the fault is ended all the same', async (t) => {
  const { outcome, steps } = await drilling(t, (_notify, log) =>
    fakeDrill({
      fireSeconds: 0.1,
      async cause({ undo }) {
        undo.defer(async () => void log.push('undone'));
      },
    }),
  );
  assert.deepEqual((await outcome).problems, ['MemoryGrowing (ticket) did not fire within 0.1 s']);
  assert.ok(steps.includes('undone'));
});

test('a fault that cannot be caused is one problem, and what was done is undone', async (t) => {
  const { outcome, steps } = await drilling(t, (_notify, log) =>
    fakeDrill({
      async cause({ undo }) {
        undo.defer(async () => void log.push('undone'));
        throw new Error('job_svc does not answer');
      },
    }),
  );
  assert.deepEqual((await outcome).problems, ['job_svc does not answer']);
  assert.ok(steps.includes('undone'));
});

test('a step that cannot be undone is a problem, and the others are undone', async (t) => {
  const { outcome, steps } = await drilling(t, (notify, log) =>
    fakeDrill({
      async cause({ undo, afterwards }) {
        notify(leak);
        notify(leak, 'resolved');
        undo.defer(async () => void log.push('first'));
        undo.defer(() => Promise.reject(new Error('one')));
        undo.defer(() => Promise.reject(new Error('other')));
        afterwards.defer(async () => void log.push('afterwards'));
      },
    }),
  );
  assert.deepEqual(problemsOf((await outcome).problems), ['other; one']);
  assert.deepEqual(
    steps.filter((step) => ['first', 'afterwards'].includes(step)),
    ['first', 'afterwards'],
  );
});

test('a late alert is waited for after the fault has ended, before the steps in `afterwards`', async (t) => {
  const { outcome, steps } = await drilling(t, (notify, log) =>
    fakeDrill({
      expects: [held, { ...leak, late: true }],
      async cause({ undo, afterwards }) {
        notify(held);
        undo.defer(async () => void setTimeout(() => notify(leak), 20));
        afterwards.defer(async () => {
          log.push('afterwards');
          notify(held, 'resolved');
          notify(leak, 'resolved');
        });
      },
    }),
  );
  const { alerts, problems } = await outcome;
  assert.deepEqual(problemsOf(problems), []);
  assert.deepEqual(
    alerts.map(({ late }) => late),
    [false, true],
  );
  const [firedAt, afterwardsAt] = ['MemoryGrowing (ticket) fired after', 'afterwards'].map((text) =>
    steps.findIndex((step) => step.startsWith(text)),
  );
  assert.ok(Number(firedAt) < Number(afterwardsAt));
});

test('a drill can wait for one of its alerts before it goes on', async (t) => {
  const { outcome } = await drilling(t, (notify) =>
    fakeDrill({
      expects: [held, leak],
      async cause({ fired }) {
        setTimeout(() => notify(held), 20);
        await fired(held);
        for (const one of [leak, held]) notify(one, one === leak ? 'firing' : 'resolved');
        setTimeout(() => notify(leak, 'resolved'), 20);
      },
    }),
  );
  assert.deepEqual(problemsOf((await outcome).problems), []);
});

test('an alert that arrives although the alert of its cause inhibits it is a problem', async (t) => {
  const { outcome } = await drilling(t, (notify) =>
    fakeDrill({
      inhibits: ['HighMemoryUsage'],
      async cause() {
        notify(held);
        notify(leak);
        notify(leak, 'resolved');
      },
    }),
  );
  assert.deepEqual(problemsOf((await outcome).problems), [
    'HighMemoryUsage arrived, although the alert of its cause inhibits it',
  ]);
});

test('an inhibited alert that fired before the fault is no problem', async (t) => {
  const { outcome } = await drilling(t, (notify) =>
    fakeDrill({
      inhibits: ['HighMemoryUsage'],
      async cause() {
        notify(held, 'firing', { startsAt: new Date(Date.now() - 60_000).toISOString() });
        notify(leak);
        notify(leak, 'resolved');
      },
    }),
  );
  assert.deepEqual(problemsOf((await outcome).problems), []);
});

test('a drill waits until its own alerts are resolved, and ignores those of others', async (t) => {
  let caused = false;
  const { outcome, prometheus } = await drilling(t, (notify) =>
    fakeDrill({
      async cause() {
        caused = true;
        notify(leak);
        notify(leak, 'resolved');
      },
    }),
  );
  prometheus.active.push({ state: 'firing', labels: labelsOf(held), annotations: {} });
  prometheus.active.push({ state: 'pending', labels: labelsOf(leak), annotations: {} });
  await new Promise((resolve) => setTimeout(resolve, 100));
  assert.equal(caused, false);
  prometheus.active.pop();
  await outcome;
  assert.equal(caused, true);
});

test('a drill waits until the alerts that it must inhibit are resolved, of whatever service', async (t) => {
  const inhibited = { ...held, service: 'image_svc' };
  const { outcome, prometheus } = await drilling(t, (notify) =>
    fakeDrill({
      inhibits: [inhibited.alert],
      async cause() {
        assert.deepEqual(prometheus.active, []);
        notify(leak);
        notify(leak, 'resolved');
      },
    }),
  );
  prometheus.active.push({ state: 'firing', labels: labelsOf(inhibited), annotations: {} });
  setTimeout(() => prometheus.active.pop(), 100);
  assert.deepEqual(problemsOf((await outcome).problems), []);
});

test('a drill that is stopped ends its fault, and waits for nothing', async (t) => {
  const { outcome, steps, stop } = await drilling(t, (_notify, log) =>
    fakeDrill({
      async cause({ undo }) {
        undo.defer(async () => void log.push('undone'));
      },
    }),
  );
  setTimeout(() => stop.abort(), 50);
  assert.deepEqual((await outcome).problems, ['stopped before its end']);
  assert.ok(steps.includes('undone'));
});
