import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Drill } from '../../../src/drill/drill.ts';
import { runDrill } from '../../../src/drill/run/run-drill.ts';
import { fakeDrill, fakePrometheus, fakeSystem, held, labelsOf, leak, noTraffic } from '../support/fakes.ts';

/** Runs a drill on a system without links to follow, and writes down what happens. */
async function drilling(t: TestContext, make: (tell: ReturnType<typeof fakeSystem>['tell'], steps: string[]) => Drill) {
  const prometheus = await fakePrometheus();
  t.after(() => prometheus[Symbol.asyncDispose]());
  const { system, tell } = fakeSystem(prometheus.url);
  const steps: string[] = [];
  const stop = new AbortController();
  const outcome = runDrill(make(tell, steps), {
    system,
    traffic: noTraffic,
    signal: stop.signal,
    show: (what) => steps.push(what),
  });
  return { outcome, steps, stop, prometheus };
}

/** Those of the links, which lead nowhere here, are left out. */
const problemsOf = (problems: readonly string[]) => problems.filter((problem) => !/_url: /.test(problem));

test('a drill causes its fault, waits for the alert, takes the fault away and waits for the end', async (t) => {
  const { outcome, steps } = await drilling(t, (tell, log) =>
    fakeDrill({
      async cause({ undo }) {
        undo.defer(async () => {
          log.push('undone');
          tell(leak, 'resolved');
        });
        tell(leak);
      },
    }),
  );
  const { told, problems } = await outcome;
  assert.deepEqual(problemsOf(problems), []);
  assert.ok((told[0]?.detectMs ?? -1) >= 0 && (told[0]?.resolveMs ?? -1) >= 0);
  assert.deepEqual(
    steps.map((step) => step.replace(/[\d.]+ s/, '~')),
    [
      'something',
      'MemoryGrowing (ticket) after ~',
      'undone',
      'over after ~',
      'MemoryGrowing (ticket) resolved after ~',
    ],
  );
});

test('an alert that does not fire is a problem, and the fault is taken away all the same', async (t) => {
  const { outcome, steps } = await drilling(t, (_tell, log) =>
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

test('a fault that cannot be caused is told of once, and what was done of it is undone', async (t) => {
  const { outcome, steps } = await drilling(t, (_tell, log) =>
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

test('what cannot be undone is a problem, and the rest is undone', async (t) => {
  const { outcome, steps } = await drilling(t, (tell, log) =>
    fakeDrill({
      async cause({ undo, afterwards }) {
        tell(leak);
        tell(leak, 'resolved');
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

test('an alert that is told of late is waited for when the fault is gone, before what comes afterwards', async (t) => {
  const { outcome, steps } = await drilling(t, (tell, log) =>
    fakeDrill({
      expects: [held, { ...leak, late: true }],
      async cause({ undo, afterwards }) {
        tell(held);
        undo.defer(async () => void setTimeout(() => tell(leak), 20));
        afterwards.defer(async () => {
          log.push('afterwards');
          tell(held, 'resolved');
          tell(leak, 'resolved');
        });
      },
    }),
  );
  const { told, problems } = await outcome;
  assert.deepEqual(problemsOf(problems), []);
  assert.deepEqual(
    told.map(({ late }) => late),
    [false, true],
  );
  const [first, then] = ['MemoryGrowing (ticket) after', 'afterwards'].map((text) =>
    steps.findIndex((step) => step.startsWith(text)),
  );
  assert.ok(Number(first) < Number(then));
});

test('a drill can wait for one of its alerts before it goes on', async (t) => {
  const { outcome } = await drilling(t, (tell) =>
    fakeDrill({
      expects: [held, leak],
      async cause({ told }) {
        setTimeout(() => tell(held), 20);
        await told(held);
        for (const one of [leak, held]) tell(one, one === leak ? 'firing' : 'resolved');
        setTimeout(() => tell(leak, 'resolved'), 20);
      },
    }),
  );
  assert.deepEqual(problemsOf((await outcome).problems), []);
});

test('an alert that is told of although its cause is, is a problem', async (t) => {
  const { outcome } = await drilling(t, (tell) =>
    fakeDrill({
      silences: ['HighMemoryUsage'],
      async cause() {
        tell(held);
        tell(leak);
        tell(leak, 'resolved');
      },
    }),
  );
  assert.deepEqual(problemsOf((await outcome).problems), ['HighMemoryUsage was told of, although its cause was']);
});

test('an alert that has been firing for longer is none of the drill', async (t) => {
  const { outcome } = await drilling(t, (tell) =>
    fakeDrill({
      silences: ['HighMemoryUsage'],
      async cause() {
        tell(held, 'firing', { startsAt: new Date(Date.now() - 60_000).toISOString() });
        tell(leak);
        tell(leak, 'resolved');
      },
    }),
  );
  assert.deepEqual(problemsOf((await outcome).problems), []);
});

test('a drill waits until its alerts have ended that fire already, and does not mind those of others', async (t) => {
  let caused = false;
  const { outcome, prometheus } = await drilling(t, (tell) =>
    fakeDrill({
      async cause() {
        caused = true;
        tell(leak);
        tell(leak, 'resolved');
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

test('a drill waits until what must not be told of has ended, whatever that is of', async (t) => {
  const silenced = { ...held, service: 'image_svc' };
  const { outcome, prometheus } = await drilling(t, (tell) =>
    fakeDrill({
      silences: [silenced.alert],
      async cause() {
        assert.deepEqual(prometheus.active, []);
        tell(leak);
        tell(leak, 'resolved');
      },
    }),
  );
  prometheus.active.push({ state: 'firing', labels: labelsOf(silenced), annotations: {} });
  setTimeout(() => prometheus.active.pop(), 100);
  assert.deepEqual(problemsOf((await outcome).problems), []);
});

test('a drill that is to end takes its fault away, and waits for nothing', async (t) => {
  const { outcome, steps, stop } = await drilling(t, (_tell, log) =>
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
