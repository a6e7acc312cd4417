import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gapsOf, isUnsettled, type Retention } from '../../src/request/gaps.ts';
import type { TraceReport } from '../../src/request/report.ts';
import { report, span, T0 } from '../../src/request/testing.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const after = (ms: number) => T0 / 1000 + ms;
const gaps = (more: Partial<TraceReport>, age: number) =>
  gapsOf({ ...report, ...more }, after(age)).map(({ panel, reason }) => `${panel}: ${reason}`);

describe('what is missing of a request', () => {
  it('is nothing when all has arrived', () => assert.deepEqual(gaps({}, 5_000), []));

  it('is on its way while the request is young, and then lost or deleted', () => {
    assert.deepEqual(gaps({ spans: [] }, 5_000), ['trace: on_its_way']);
    assert.deepEqual(gaps({ spans: [] }, 10 * MINUTE), ['trace: nothing_sent']);
    assert.deepEqual(gaps({ spans: [] }, 2 * DAY), ['trace: older_than_retention']);
    assert.deepEqual(gaps({ lines: [] }, 5_000), ['logs: on_its_way']);
    assert.deepEqual(gaps({ lines: [] }, 8 * DAY), ['logs: older_than_retention']);
    assert.deepEqual(gaps({ latency: undefined }, 5_000), ['metrics: on_its_way']);
    assert.deepEqual(gaps({ latency: undefined }, 10 * MINUTE), ['metrics: nothing_sent']);
  });

  it('is deleted only after the retention, which is named where it is known', () => {
    const gapOf = (more: Partial<TraceReport>, age: number, retention: Retention) =>
      gapsOf({ ...report, ...more }, after(age), retention).map(
        ({ reason, text }) => `${reason}: ${text.split('. ')[1]}`,
      );
    const known = { spanSeconds: 7 * 86_400, lineSeconds: 36 * 3600 };
    assert.deepEqual(gapOf({ spans: [] }, 8 * DAY, known), [
      'older_than_retention: It is older than the 7 days for which Jaeger keeps spans.',
    ]);
    assert.deepEqual(gapOf({ lines: [] }, 2 * DAY, known), [
      'older_than_retention: It is older than the 36 hours for which Loki keeps lines.',
    ]);
    assert.match(String(gapOf({ spans: [] }, 2 * DAY, known)), /^nothing_sent/);
    assert.deepEqual(gapOf({ spans: [] }, 2 * DAY, {}), [
      'older_than_retention: Jaeger may have deleted them because of their age.',
    ]);
  });

  it('is a backend that does not answer, in its words', () => {
    const missing = ['No spans: x', 'No log lines: y', 'No latencies: z'];
    const found = gapsOf({ ...report, spans: [], lines: [], latency: undefined, missing }, after(5_000));
    assert.deepEqual(
      found.map(({ reason, text }) => `${reason} ${text}`),
      missing.map((text) => `backend_away ${text}`),
    );
  });

  it('is a trace that was not sampled', () => {
    assert.deepEqual(gaps({ spans: [], keptRatio: 0.1 }, 5_000), ['trace: not_sampled']);
  });

  it('is the end of a job that runs, for which it is worth asking again', () => {
    const sent = { ...report, spans: [span('send', undefined, 0, 1, { kind: 'producer', name: 'send conversions' })] };
    assert.equal(isUnsettled(sent, after(5_000)), true);
    assert.equal(isUnsettled(sent, after(10 * MINUTE)), false);
    assert.equal(isUnsettled(report, after(5_000)), false);
  });
});
