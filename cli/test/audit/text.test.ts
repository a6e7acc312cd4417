import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import type { Series } from '@triptych/client/prometheus';
import { ledgersOf } from '../../src/audit/ledgers.ts';
import { accountText } from '../../src/audit/text.ts';
import { readings, series, spans, uptime } from './support/series.ts';

function textOf(...all: readonly (Series | Series[])[]): string {
  const [traces] = ledgersOf(readings(uptime('otelcol'), uptime('jaeger'), ...all));
  assert.ok(traces);
  return stripVTControlCharacters(accountText(traces).join('\n'));
}

describe('the account of a signal', () => {
  it('lists the places in order, what waits between them, and a verdict', () => {
    const waiting = series('telemetry_queue_size', 'user_svc', [[1990, 0]], { signal: 'traces' });
    assert.equal(
      textOf(spans(1234), waiting),
      `traces
  services made       1,234
  services sent       1,234
  Collector accepted  1,234
  Collector sent      1,234
  Jaeger received     1,234
  Jaeger stored       1,234
  ✔ balanced
  ? What a killed service had not sent yet, and its last counts: nothing counts them.`,
    );
  });

  it('names the places of a gap, and what to try', () => {
    assert.match(
      textOf(spans(2234, { received: 1000 })),
      /✘ 1,234 spans are missing between "Collector sent" and "Jaeger received"\n {6}The Collector was told that they had arrived/,
    );
    assert.match(textOf(spans(2, { received: 1 })), /✘ 1 span is missing between/);
  });
});
