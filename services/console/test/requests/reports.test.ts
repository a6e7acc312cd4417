import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { backendsOf } from '../../src/backends.ts';
import { loadConfig } from '../../src/config.ts';
import { Reports } from '../../src/requests/reports.ts';
import { fakeBackend } from '../support/fakes.ts';

const TRACE = '5108c5f439cd48f6296e70837336d8c7';

describe('collected requests', () => {
  it('are kept for a moment, and forgotten without another request', async (t) => {
    const backend = await fakeBackend();
    t.after(() => backend.close());
    const process = { p1: { serviceName: 'user_svc' } };
    const span = { spanID: 'a', operationName: 'GET /', processID: 'p1', startTime: 1, duration: 1 };
    backend.answer = ({ pathname }) =>
      pathname.startsWith('/api/traces/')
        ? { data: [{ traceID: TRACE, processes: process, spans: [{ ...span, references: [], tags: [] }] }] }
        : { data: { result: [] } };
    const at = { JAEGER_URL: backend.url, LOKI_URL: backend.url, PROMETHEUS_URL: backend.url };
    const reports = new Reports(backendsOf(loadConfig(at)));
    const questions = () => backend.asked.filter(({ pathname }) => pathname.startsWith('/api/traces/')).length;

    t.mock.timers.enable({ apis: ['setTimeout'] });
    await reports.collect(TRACE, {});
    t.mock.timers.tick(14_000);
    await reports.recent(TRACE, {});
    assert.equal(questions(), 1);
    t.mock.timers.tick(2_000);
    await reports.recent(TRACE, {});
    assert.equal(questions(), 2);
  });
});
