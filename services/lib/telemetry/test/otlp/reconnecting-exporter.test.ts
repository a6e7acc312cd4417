import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import { ReconnectingExporter } from '../../src/otlp/reconnecting-exporter.ts';

const taken: ExportResult = { code: ExportResultCode.SUCCESS };
const refused: ExportResult = { code: ExportResultCode.FAILED, error: new Error('away') };

/** An exporter whose connections keep what they are asked to send until the test answers. */
function newExporter() {
  const connections: { userAgent: string; pending: ((result: ExportResult) => void)[]; closed: boolean }[] = [];
  const exporter = new ReconnectingExporter<string>('user_svc/1.2.3', (userAgent) => {
    const connection = { userAgent, pending: [] as ((result: ExportResult) => void)[], closed: false };
    connections.push(connection);
    return {
      export: (_items, done) => void connection.pending.push(done),
      async shutdown() {
        connection.closed = true;
      },
    };
  });
  const results: ExportResult[] = [];
  return {
    exporter,
    results,
    connections,
    send: () => exporter.export('items', (result) => results.push(result)),
    answer: (connection: number, result: ExportResult) => connections[connection]?.pending.shift()?.(result),
  };
}

describe('an exporter that reconnects', () => {
  it('keeps its connection as long as exports succeed', () => {
    const { send, answer, connections, results } = newExporter();
    for (let i = 0; i < 3; i += 1) {
      send();
      answer(0, taken);
    }
    assert.equal(connections.length, 1);
    assert.deepEqual(results, [taken, taken, taken]);
  });

  it('opens a new connection, shared with no other exporter, after a failure, and passes the failure on', () => {
    const { send, answer, connections, results } = newExporter();
    send();
    answer(0, refused);
    send();
    answer(1, taken);
    assert.deepEqual(results, [refused, taken]);
    assert.deepEqual(
      connections.map(({ userAgent, closed }) => [userAgent, closed]),
      [
        ['user_svc/1.2.3 (connection 1)', true],
        ['user_svc/1.2.3 (connection 2)', false],
      ],
    );
  });

  it('opens one new connection for several failures of an old one', () => {
    const { send, answer, connections, results } = newExporter();
    send();
    send();
    answer(0, refused);
    answer(0, refused);
    assert.equal(connections.length, 2);
    assert.deepEqual(results, [refused, refused]);
  });

  it('closes its current connection', async () => {
    const { exporter, send, answer, connections } = newExporter();
    send();
    answer(0, refused);
    await exporter.shutdown();
    assert.deepEqual(
      connections.map(({ closed }) => closed),
      [true, true],
    );
  });
});
