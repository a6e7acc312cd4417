import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ends, fires, lingers } from '../../../src/drill/watch/alerts.ts';
import { fakePrometheus, fakeSystem, held, labelsOf, leak } from '../support/fakes.ts';

const { signal } = new AbortController();
const soon = () => AbortSignal.timeout(50);

describe('an alert that is watched', () => {
  it('fires when it is told of with its severity and service, after the mark', async () => {
    const { system, tell } = fakeSystem('http://127.0.0.1:9');
    tell(leak);
    const mark = system.receiver.inbox.size;
    tell({ ...leak, severity: 'page' });
    tell({ ...leak, service: 'job_svc' });
    await assert.rejects(fires(leak, system, mark, soon()), { name: 'AbortError' });
    tell(leak, 'firing', { annotations: { summary: 'this one' } });
    assert.deepEqual((await fires(leak, system, mark, signal)).annotations, { summary: 'this one' });
  });

  it('has ended when all have of which it was told', async () => {
    const { system, tell } = fakeSystem('http://127.0.0.1:9');
    const [a, b] = ['a', 'b'].map((instance) => ({ labels: { ...labelsOf(leak), instance } }));
    tell(leak, 'firing', a);
    tell(leak, 'firing', b);
    tell(leak, 'resolved', a);
    tell(held, 'firing');
    await assert.rejects(ends(leak, system, 0, soon()), { name: 'AbortError' });
    tell(leak, 'resolved', { ...b, at: 42 });
    assert.equal((await ends(leak, system, 0, signal)).at, 42);
  });

  it('can be seen in Prometheus when nobody is told', async () => {
    await using prometheus = await fakePrometheus();
    const { system } = fakeSystem(prometheus.url);
    const seen = { ...leak, seen: 'prometheus' } as const;
    prometheus.active.push({ state: 'pending', labels: labelsOf(leak), annotations: {} });
    const firing = fires(seen, system, 0, signal);
    prometheus.active.push({ state: 'firing', labels: labelsOf(leak), annotations: { summary: 'there' } });
    assert.deepEqual((await firing).annotations, { summary: 'there' });
    prometheus.active.length = 0;
    await ends(seen, system, 0, signal);
  });

  it('is not waited for when it is the ticket of an objective, which goes on for long', () => {
    const burn = (severity: string) => ({ labels: { alertname: 'UserSvcErrorBudgetBurn', severity } });
    assert.deepEqual([burn('ticket'), burn('page'), { labels: labelsOf(leak) }].map(lingers), [true, false, false]);
  });

  it('is noticed by its silence when it always fires', async (t) => {
    t.mock.timers.enable({ apis: ['Date'], now: 1_000_000 });
    const watchdog = { alert: 'Watchdog', severity: 'none', service: 'prometheus', seen: 'silence' } as const;
    const { system, tell } = fakeSystem('http://127.0.0.1:9');
    await assert.rejects(fires(watchdog, system, 0, signal), /never come/);
    tell(watchdog, 'firing', { watchdog: true });
    await assert.rejects(fires(watchdog, system, 0, soon()), { name: 'AbortError' });
    t.mock.timers.tick(10_000);
    assert.equal((await fires(watchdog, system, 0, signal)).at, 1_010_000);
    const back = ends(watchdog, system, 0, signal);
    tell(watchdog, 'firing', { watchdog: true });
    assert.equal((await back).at, 1_010_000);
  });
});
