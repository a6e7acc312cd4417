import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { prepareEnvironment } from '../../src/environment/prepare.ts';
import { startCollector } from '../support/collector.ts';
import { startEmitter } from '../support/emitter.ts';
import { namesAndValues } from '../support/otlp.ts';

/** The variable, its bad value, and what the finding says is used instead. */
const BAD: readonly (readonly [variable: string, value: string, used: RegExp])[] = [
  ['OTEL_RESOURCE_ATTRIBUTES', 'team=a,broken,region=eu', /^team=a,region=eu$/],
  ['OTEL_RESOURCE_ATTRIBUTES', 'share=10%', /^no attribute$/],
  ['OTEL_TRACES_SAMPLER', 'sometimes', /^parentbased_always_on$/],
  ['OTEL_TRACES_SAMPLER_ARG', '10%', /^1: every trace is kept$/],
  ['OTEL_TRACES_SAMPLER_ARG', '0.1', /^parentbased_always_on$/],
  ['OTEL_PROPAGATORS', 'jaeger', /^tracecontext,baggage$/],
  ['OTEL_PROPAGATORS', 'b3,xray', /^b3$/],
  ['OTEL_TRACES_EXPORTER', 'zipkin', /^otlp$/],
  ['OTEL_METRICS_EXPORTER', 'otlp,prometheus', /^otlp$/],
  ['OTEL_LOGS_EXPORTER', 'console', /^otlp$/],
  ['OTEL_EXPORTER_OTLP_PROTOCOL', 'http/json', /^http\/protobuf$/],
  ['OTEL_EXPORTER_OTLP_LOGS_PROTOCOL', 'thrift', /^grpc$/],
  ['OTEL_EXPORTER_OTLP_ENDPOINT', 'http://', /localhost/],
  ['OTEL_EXPORTER_OTLP_ENDPOINT', 'ftp://collector', /localhost/],
  ['OTEL_EXPORTER_OTLP_COMPRESSION', 'brotli', /^none$/],
  ['OTEL_EXPORTER_OTLP_TIMEOUT', '10s', /^10000$/],
  ['OTEL_EXPORTER_OTLP_CERTIFICATE', '/nowhere/ca.pem', /^the certificates that Node trusts$/],
  ['OTEL_EXPORTER_OTLP_CLIENT_KEY', '/nowhere/key.pem', /^no client certificate$/],
  ['OTEL_EXPORTER_OTLP_HEADERS', 'api-key', /^no header$/],
  ['OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT', 'many', /default/],
  ['OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT', '-1', /default/],
  ['OTEL_BSP_SCHEDULE_DELAY', 'soon', /this library/],
  ['OTEL_METRIC_EXPORT_INTERVAL', '1m', /this library/],
  ['OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE', 'delta', /^cumulative/],
  ['OTEL_SDK_DISABLED', 'yes', /^false$/],
  ['OTEL_LOG_LEVEL', 'loud', /^warn$/],
];

const GOOD: Readonly<Record<string, string>> = {
  OTEL_RESOURCE_ATTRIBUTES: 'team=a, region=eu%2Cwest,',
  OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
  OTEL_TRACES_SAMPLER_ARG: '0.25',
  OTEL_PROPAGATORS: 'tracecontext,b3multi',
  OTEL_TRACES_EXPORTER: 'none',
  OTEL_METRICS_EXPORTER: 'otlp',
  OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
  OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4317',
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://collector.example.com:4317',
  OTEL_EXPORTER_OTLP_HEADERS: 'api-key=a%20b,x.y=c=d',
  OTEL_EXPORTER_OTLP_TIMEOUT: '5000',
  OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
  OTEL_EXPORTER_OTLP_CERTIFICATE: import.meta.filename,
  OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT: '64',
  OTEL_BSP_SCHEDULE_DELAY: '1000',
  OTEL_SDK_DISABLED: 'true',
};

async function linesWith(t: TestContext, env: Record<string, string>) {
  const collector = await startCollector();
  t.after(() => collector.stop());
  const emitter = startEmitter(t, collector.endpoint, env);
  emitter.emit(2);
  await emitter.said('job created');
  await emitter.stop();
  const ignored = emitter.lines().filter(({ message }) => message === 'environment variable ignored');
  return { collector, emitter, ignored };
}

describe('a standard variable with a bad value', { concurrency: 2 }, () => {
  for (const [variable, value, used] of BAD)
    it(`is named with its value and what is used instead: ${variable}=${value}`, () => {
      const env: Record<string, string | undefined> = { [variable]: value };
      const [finding, ...more] = prepareEnvironment(env);
      assert.equal(finding?.variable, variable);
      if (!variable.endsWith('HEADERS')) assert.equal(finding?.value, value);
      assert.match(finding?.used ?? '', used);
      assert.ok((finding?.reason ?? '').length > 10);
      assert.deepEqual(more, []);
    });

  it('is logged once at start, in the log and over OTLP, and a process with many of them sends its telemetry', async (t) => {
    const bad = BAD.filter(([name, value]) => !/DISABLED|PROTOCOL|_ENDPOINT$/.test(name) && value !== '0.1');
    const env = Object.fromEntries(bad.map(([name, value]) => [name, value]));
    const { collector, emitter, ignored } = await linesWith(t, env);
    assert.deepEqual(ignored.map(({ metadata }) => metadata.variable).sort(), Object.keys(env).sort());
    for (const { severity } of ignored) assert.equal(severity, 'warning');
    assert.equal(emitter.stderr(), '');
    assert.equal(collector.spans.length, 2);
    assert.equal(collector.records.length, emitter.lines().length);
  });

  it('loses no attribute of the resource but the broken one', async (t) => {
    const { collector } = await linesWith(t, { OTEL_RESOURCE_ATTRIBUTES: 'team=a,broken,region=eu' });
    const { team, region } = namesAndValues(collector.resources.trace);
    assert.deepEqual([team, region], ['a', 'eu']);
  });

  it('shows no secret', () => {
    const env = {
      OTEL_EXPORTER_OTLP_HEADERS: 'api-key=s3cret,bad header=s3cret',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'ftp://me:s3cret@collector',
    };
    const findings = prepareEnvironment(env);
    assert.equal(findings.length, 2);
    assert.doesNotMatch(JSON.stringify(findings), /s3cret/);
    assert.equal(env.OTEL_EXPORTER_OTLP_HEADERS, 'api-key=s3cret');
  });
});

describe('a standard variable with a good value', () => {
  it('is left as it is', () => {
    const env: Record<string, string | undefined> = { ...GOOD };
    assert.deepEqual(prepareEnvironment(env), []);
    assert.deepEqual(env, GOOD);
  });

  it('may be in another case, or blank', () => {
    const env: Record<string, string | undefined> = { OTEL_TRACES_SAMPLER: ' ALWAYS_OFF ', OTEL_PROPAGATORS: ' ' };
    assert.deepEqual(prepareEnvironment(env), []);
    assert.deepEqual(env, { OTEL_TRACES_SAMPLER: 'always_off', OTEL_PROPAGATORS: ' ' });
  });
});

describe('the diagnostics of the SDK', () => {
  it('are log lines with their severity, and never text on stderr', async (t) => {
    // A blank ratio is an error to the SDK; the trace continues with the default.
    const { emitter } = await linesWith(t, { OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_LOG_LEVEL: 'DEBUG' });
    const said = emitter.lines().filter(({ message }) => message === 'telemetry diagnostic');
    const about = (text: RegExp) => said.filter(({ metadata }) => text.test(metadata.diagnostic));
    assert.deepEqual(
      about(/OTEL_TRACES_SAMPLER_ARG is blank/).map(({ severity }) => severity),
      ['error'],
    );
    assert.equal(emitter.stderr(), '');
  });

  it('do not feed on themselves at the least severe level', async (t) => {
    const { emitter, collector } = await linesWith(t, { OTEL_LOG_LEVEL: 'all', LEVEL: 'trace' });
    const said = emitter.lines().filter(({ message }) => message === 'telemetry diagnostic');
    assert.ok(said.some(({ severity }) => severity === 'debug'));
    assert.ok(!collector.records.some(({ body }) => body.string_value?.includes('items to be sent')));
  });
});
