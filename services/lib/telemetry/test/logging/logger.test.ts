import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Context, type LogRecord, SeverityNumber } from '@opentelemetry/api';
import { createLogger } from '../../src/logging/logger.ts';

/** A logger, and what it wrote to stdout and to OTLP. */
function newLogger(level = 'debug') {
  const lines: string[] = [];
  const records: (LogRecord & { context?: Context })[] = [];
  const logger = createLogger({
    service: 'user_svc',
    level,
    otlp: () => ({ emit: (record: LogRecord) => records.push(record), enabled: () => true }) as never,
    stdout: { write: (line) => lines.push(line) },
  });
  return { logger, lines, records, parsed: () => lines.map((line) => JSON.parse(line)) };
}

describe('a log line', () => {
  it('has severity, time, message and metadata, and is the same on stdout and over OTLP', () => {
    const { logger, lines, records } = newLogger();
    logger.info({ answer: 42 }, 'job created');
    assert.match(
      lines[0] ?? '',
      /^\{"severity":"info","time":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z","metadata":\{"service":"user_svc","answer":42\},"message":"job created"\}\n$/,
    );
    assert.equal(records[0]?.body, lines[0]?.trimEnd());
  });

  it('has one of four severities in the text, and its exact level in OTLP', () => {
    const { logger, records, parsed } = newLogger();
    for (const level of ['debug', 'info', 'warn', 'error', 'fatal'] as const) logger[level]({}, 'queue error');
    assert.deepEqual(
      parsed().map(({ severity }) => severity),
      ['debug', 'info', 'warning', 'error', 'error'],
    );
    assert.deepEqual(
      records.map(({ severityText, severityNumber }) => [severityText, severityNumber]),
      [
        ['debug', SeverityNumber.DEBUG],
        ['info', SeverityNumber.INFO],
        ['warning', SeverityNumber.WARN],
        ['error', SeverityNumber.ERROR],
        ['error', SeverityNumber.FATAL],
      ],
    );
  });

  it('below the level is written nowhere', () => {
    const { logger, lines, records } = newLogger('warn');
    logger.info({}, 'job created');
    logger.warn({}, 'job retrying');
    assert.deepEqual([lines.length, records.length], [1, 1]);
  });

  it('may be chosen by the name that its severity has in the text', () => {
    const { logger, parsed } = newLogger('warning');
    logger.info({}, 'job created');
    logger.warn({}, 'job retrying');
    assert.deepEqual(
      parsed().map(({ severity }) => severity),
      ['warning'],
    );
  });

  it('has a unique, rising time in OTLP, even when many lines fall into one millisecond', () => {
    const { logger, records, parsed } = newLogger();
    for (let i = 0; i < 1000; i += 1) logger.info({}, 'job created');
    const times = records.map(({ timestamp }) => {
      const [seconds, nanos] = timestamp as [number, number];
      return BigInt(seconds) * 1_000_000_000n + BigInt(nanos);
    });
    assert.equal(new Set(times).size, 1000);
    assert.deepEqual(
      times,
      times.toSorted((a, b) => (a < b ? -1 : 1)),
    );
    assert.equal(new Date(Number(times[7] ?? 0n) / 1e6).toISOString(), parsed()[7].time);
  });

  it('has an error with its stack and its causes', () => {
    const { logger, parsed } = newLogger();
    logger.error({ err: new Error('outer', { cause: new Error('inner') }) }, 'request failed');
    const { err } = parsed()[0].metadata;
    assert.equal(err.message, 'outer');
    assert.match(err.stack, /logger\.test/);
    assert.equal(err.cause.message, 'inner');
  });

  it('redacts secrets in fields with the usual names', () => {
    const { logger, lines } = newLogger();
    logger.info(
      { headers: { authorization: 'secret', cookie: 'secret' }, user: { password: 'secret' } },
      'job created',
    );
    assert.ok(!lines[0]?.includes('secret'));
    assert.match(lines[0] ?? '', /\[redacted\]/);
  });
});
