import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Span } from '@triptych/client/request/span';
import { rowsIn } from '../../src/now/requests.ts';
import { summaryOf } from '../../src/now/summary.ts';

const span = (id: string, changes: Partial<Span> = {}): Span => ({
  id,
  parentId: undefined,
  service: 'user_svc',
  name: 'POST /v1/conversions',
  kind: 'server',
  start: 1_000_000,
  durationMicros: 100_000,
  attributes: {},
  ...changes,
});

describe('a request in one row', () => {
  it('is named by its first server span, and lasts from the first span to the end of the last', () => {
    const row = summaryOf({
      traceId: 't1',
      spans: [
        span('c', { service: 'job_svc', name: 'process', kind: 'consumer', parentId: 'b', start: 1_200_000 }),
        span('a', { service: 'browser', name: 'convert', kind: 'client', start: 900_000 }),
        span('b', { parentId: 'a', attributes: { request_id: 'abc-123-def', 'http.response.status_code': 202 } }),
      ],
    });
    assert.deepEqual(row, {
      id: 'abc-123-def',
      trace_id: 't1',
      service: 'user_svc',
      name: 'POST /v1/conversions',
      start: '1970-01-01T00:00:00.900Z',
      duration_seconds: 0.4,
      status: 202,
      failed: false,
      services: ['browser', 'user_svc', 'job_svc'],
    });
  });

  it('has the trace id where no span has a request id, and no status without HTTP', () => {
    const row = summaryOf({ traceId: 't1', spans: [span('a', { kind: 'internal', attributes: { error: true } })] });
    assert.deepEqual([row?.id, row?.status, row?.failed], ['t1', null, true]);
    assert.equal(summaryOf({ traceId: 't1', spans: [] }), undefined);
  });
});

describe('the rows of a list', () => {
  const row = (traceId: string, start: number, durationMicros: number, attributes = {}) =>
    summaryOf({ traceId, spans: [span('a', { start, durationMicros, attributes })] }) ?? [];
  const found = [row('1', 1e6, 5e6), row('2', 3e6, 1e6, { error: true }), row('3', 2e6, 9e6), row('1', 1e6, 5e6)];
  const idsIn = (order: 'latest' | 'slowest' | 'failed') => rowsIn(found.flat(), order).map(({ id }) => id);

  it('are ordered, each once', () => {
    assert.deepEqual(idsIn('latest'), ['2', '3', '1']);
    assert.deepEqual(idsIn('slowest'), ['3', '1', '2']);
    assert.deepEqual(idsIn('failed'), ['2']);
  });
});
