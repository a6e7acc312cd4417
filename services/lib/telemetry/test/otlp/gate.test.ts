import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import { type ExportGate, gated } from '../../src/otlp/gate.ts';

const ok: ExportResult = { code: ExportResultCode.SUCCESS };

/** Exports through `gate`; returns what has been sent so far, and how the export ends. */
function exportThrough(gate: ExportGate | undefined, send = (done: (result: ExportResult) => void) => done(ok)) {
  const sent: string[] = [];
  const ended = Promise.withResolvers<ExportResult>();
  gated<string>(gate, 'traces', (item, done) => {
    sent.push(item);
    send(done);
  })('item', ended.resolve);
  return { sent, ended: ended.promise };
}

describe('an export', () => {
  it('is unchanged without a gate', () => {
    const send = () => {};
    assert.equal(gated(undefined, 'logs', send), send);
  });

  it('is sent at once when the gate is open for its signal', () => {
    const { sent } = exportThrough((signal) => (signal === 'logs' ? new Promise(() => {}) : undefined));
    assert.deepEqual(sent, ['item']);
  });

  it('waits until the gate opens', async () => {
    const opened = Promise.withResolvers<void>();
    const { sent, ended } = exportThrough(() => opened.promise);
    assert.deepEqual(sent, []);
    opened.resolve();
    assert.deepEqual(await ended, ok);
    assert.deepEqual(sent, ['item']);
  });

  it('fails with the error of the gate', async () => {
    const error = new Error('no answer');
    const { sent, ended } = exportThrough(() => Promise.reject(error));
    assert.deepEqual(await ended, { code: ExportResultCode.FAILED, error });
    assert.deepEqual(sent, []);
  });

  it('that throws behind the gate fails, too', async () => {
    const error = new Error('broken');
    const { ended } = exportThrough(
      () => Promise.resolve(),
      () => {
        throw error;
      },
    );
    assert.deepEqual(await ended, { code: ExportResultCode.FAILED, error });
  });
});
