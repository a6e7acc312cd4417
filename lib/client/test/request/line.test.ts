import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toLine } from '../../src/request/line.ts';

const TRACE = '0bc6fafb6cbbe8da36145e172ab2da83';
/** What Loki has beside a line of a Python service. */
const LABELS = {
  code_file_path: '/srv/stock.py',
  code_function_name: 'stock',
  code_line_number: '15',
  deployment_environment_name: 'test',
  detected_level: 'info',
  flags: '1',
  item: 'oak',
  observed_timestamp: '1795886362442310501',
  scope_name: 'stock',
  service: 'stock',
  service_name: 'stock',
  service_version: '1.2.0',
  severity_number: '9',
  severity_text: 'INFO',
  span_id: 'c08d4c21485a0ff1',
  telemetry_sdk_language: 'python',
  trace_id: TRACE,
};
const read = (text: string, labels: Readonly<Record<string, string>> = LABELS) =>
  toLine({ labels, time: 1_795_886_362_442_266_112n, text });

describe('a log line', () => {
  it('of a service that nobody here wrote has its ids, and its own attributes as fields', () => {
    assert.deepEqual(read('stock of oak asked'), {
      time: 1_795_886_362_442_000,
      service: 'stock',
      severity: 'info',
      message: 'stock of oak asked',
      traceId: TRACE,
      spanId: 'c08d4c21485a0ff1',
      requestId: undefined,
      fields: { item: 'oak' },
    });
  });

  it('of one of our services has what its metadata says', () => {
    const metadata = { service: 'image_svc', request_id: 'abc-123-def', trace_id: TRACE, span_id: 'aa', outcome: 'ok' };
    const line = read(JSON.stringify({ severity: 'warning', message: 'conversion completed', metadata }));
    assert.deepEqual(
      [line.service, line.severity, line.requestId, line.fields],
      ['image_svc', 'warning', 'abc-123-def', { outcome: 'ok' }],
    );
  });

  it('has one of four severities, whatever its logger calls them', () => {
    const by = (number: string, name: string) => read('x', { severity_number: number, severity_text: name }).severity;
    assert.deepEqual(
      [
        by('1', 'TRACE'),
        by('5', 'DEBUG'),
        by('10', 'notice'),
        by('13', 'WARN'),
        by('17', 'ERROR'),
        by('24', 'CRITICAL'),
      ],
      ['debug', 'debug', 'info', 'warning', 'error', 'error'],
    );
    for (const [name, severity] of Object.entries({ Warn: 'warning', FATAL: 'error', Info: 'info', TRACE: 'debug' }))
      assert.equal(read('x', { severity_text: name }).severity, severity);
    assert.equal(read('x', {}).severity, 'info');
    assert.equal(read('{"severity":"WARN","message":"m"}').severity, 'warning');
  });
});
