import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { fromJson } from '../../src/request/from-json.ts';
import { toJson } from '../../src/request/json.ts';
import { byStart } from '../../src/request/span.ts';
import { report } from '../../src/request/testing.ts';
import { anyReport } from '../support/any-report.ts';

/** What arrives at the other end of a connection. */
const sent = <T>(value: T): T => JSON.parse(JSON.stringify(value));

describe('a report in JSON', () => {
  it('is the same report when it is read again', () => {
    fc.assert(
      fc.property(anyReport, (any) => {
        // JSON has spans in the order of their start, which decides between spans with the same id.
        const json = sent(toJson({ ...any, spans: byStart(any.spans) }));
        assert.deepEqual(sent(toJson(fromJson(json))), json);
      }),
    );
  });

  it('keeps times to the microsecond, and the distribution', () => {
    const again = fromJson(sent(toJson(report)));
    assert.deepEqual(again.spans, byStart(report.spans));
    assert.deepEqual(again.latency, report.latency);
    assert.deepEqual(
      again.lines.map(({ time, message }) => [time, message]),
      report.lines.map(({ time, message }) => [time, message]),
    );
  });
});
