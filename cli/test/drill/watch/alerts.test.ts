import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isObjectiveTicket, untilFiring, untilResolved } from '../../../src/drill/watch/alerts.ts';
import { fakePrometheus, fakeSystem, held, labelsOf, leak } from '../support/fakes.ts';

const { signal } = new AbortController();
const soon = () => AbortSignal.timeout(50);

describe('an alert that is watched', () => {
  it('fires when it arrives with its severity and service, after the mark', async () => {
    const { system, notify } = fakeSystem('http://127.0.0.1:9');
    notify(leak);
    const mark = system.receiver.inbox.size;
    notify({ ...leak, severity: 'page' });
    notify({ ...leak, service: 'job_svc' });
    await assert.rejects(untilFiring(leak, system, mark, soon()), { name: 'AbortError' });
    notify(leak, 'firing', { annotations: { summary: 'this one' } });
    assert.deepEqual((await untilFiring(leak, system, mark, signal)).annotations, { summary: 'this one' });
  });

  it('is resolved when every instance that arrived is resolved', async () => {
    const { system, notify } = fakeSystem('http://127.0.0.1:9');
    const [a, b] = ['a', 'b'].map((instance) => ({ labels: { ...labelsOf(leak), instance } }));
    notify(leak, 'firing', a);
    notify(leak, 'firing', b);
    notify(leak, 'resolved', a);
    notify(held, 'firing');
    await assert.rejects(untilResolved(leak, system, 0, soon()), { name: 'AbortError' });
    notify(leak, 'resolved', { ...b, at: 42 });
    assert.equal((await untilResolved(leak, system, 0, signal)).at, 42);
  });

  it('can be observed in Prometheus when nothing is delivered', async () => {
    await using prometheus = await fakePrometheus();
    const { system } = fakeSystem(prometheus.url);
    const seen = { ...leak, seen: 'prometheus' } as const;
    prometheus.active.push({ state: 'pending', labels: labelsOf(leak), annotations: {} });
    const firing = untilFiring(seen, system, 0, signal);
    prometheus.active.push({ state: 'firing', labels: labelsOf(leak), annotations: { summary: 'there' } });
    assert.deepEqual((await firing).annotations, { summary: 'there' });
    prometheus.active.length = 0;
    await untilResolved(seen, system, 0, signal);
  });

  it('is recognised as the ticket of an objective, which goes on for hours', () => {
    const burn = (severity: string) => ({ labels: { alertname: 'UserSvcErrorBudgetBurn', severity } });
    assert.deepEqual([burn('ticket'), burn('page'), { labels: labelsOf(leak) }].map(isObjectiveTicket), [
      true,
      false,
      false,
    ]);
  });

  it('is observed by its silence when it always fires', async (t) => {
    t.mock.timers.enable({ apis: ['Date'], now: 1_000_000 });
    const watchdog = { alert: 'Watchdog', severity: 'none', service: 'prometheus', seen: 'silence' } as const;
    const { system, notify } = fakeSystem('http://127.0.0.1:9');
    await assert.rejects(untilFiring(watchdog, system, 0, signal), /never arrived/);
    notify(watchdog, 'firing', { watchdog: true });
    await assert.rejects(untilFiring(watchdog, system, 0, soon()), { name: 'AbortError' });
    t.mock.timers.tick(10_000);
    assert.equal((await untilFiring(watchdog, system, 0, signal)).at, 1_010_000);
    const back = untilResolved(watchdog, system, 0, signal);
    notify(watchdog, 'firing', { watchdog: true });
    assert.equal((await back).at, 1_010_000);
  });
});
