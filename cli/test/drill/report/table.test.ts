import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderList, renderOutcomes, toJson } from '../../../src/drill/report/table.ts';
import type { DrillOutcome } from '../../../src/drill/run/run-drill.ts';
import { fakeDrill, held, leak } from '../support/fakes.ts';

const outcomes: DrillOutcome[] = [
  {
    drill: 'memory-leak',
    alerts: [
      {
        expected: leak,
        detectMs: 54_000,
        resolveMs: 4000,
        late: false,
        delivered: true,
        links: { query: { backend: 'loki', results: 20 }, problems: [] },
      },
      { expected: held, detectMs: 61_000, resolveMs: 9000, late: true, delivered: true, links: { problems: [] } },
    ],
    problems: [],
  },
  {
    drill: 'out-of-sight',
    alerts: [{ expected: { ...held, seen: 'prometheus' }, detectMs: 2000 }],
    problems: ['HighMemoryUsage (page) was not resolved within 240 s'],
  },
];

test('the table has a row for each alert, and the problems below it', () => {
  assert.deepEqual(renderOutcomes(outcomes), [
    '   DRILL         ALERT            SEVERITY  SERVICE   DETECTED    RESOLVED  QUERY',
    '✔  memory-leak   MemoryGrowing    ticket    user_svc  54 s        4.0 s     loki 20',
    '                 HighMemoryUsage  page      user_svc  1 min 01 s  9.0 s     no answer  fired after the fault had ended',
    '✘  out-of-sight  HighMemoryUsage  page      user_svc  2.0 s       –         –          seen in Prometheus, not delivered',
    '',
    '✘ out-of-sight: HighMemoryUsage (page) was not resolved within 240 s',
  ]);
});

test('the outcomes as JSON have times in seconds', () => {
  const { ok, drills } = toJson(outcomes);
  assert.equal(ok, false);
  assert.deepEqual(
    drills.map(({ name, ok: fine }) => [name, fine]),
    [
      ['memory-leak', true],
      ['out-of-sight', false],
    ],
  );
  assert.deepEqual(drills[0]?.alerts[0], {
    alert: 'MemoryGrowing',
    severity: 'ticket',
    service: 'user_svc',
    seen: 'receiver',
    delivered: true,
    after_fault: false,
    detect_seconds: 54,
    resolve_seconds: 4,
    query: { backend: 'loki', results: 20 },
  });
});

test('the list has the summary of each drill, its alerts, and where it can run', () => {
  const drills = [fakeDrill(), fakeDrill({ name: 'elsewhere', where: 'cluster', expects: [leak, held] })];
  assert.deepEqual(renderList(drills), [
    'fake       something',
    '           → MemoryGrowing (ticket)',
    'elsewhere  something                                         needs a cluster',
    '           → MemoryGrowing (ticket), HighMemoryUsage (page)',
  ]);
});
