import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { namesAt, PARTS, SERVICE_NAMES } from '@triptych/parts';
import { portOf, urlOf } from '../../../src/local/parts/address.ts';
import { parts } from '../../../src/local/parts/index.ts';
import { renamedServices } from '../../../src/local/renamed-services.ts';
import { openStack } from '../../../src/local/stack.ts';
import { temporaryStack } from '../../support/parts.ts';

const launchOf = (name: string, stack = temporaryStack(100)) => {
  const part = parts.find((one) => one.name === name) ?? assert.fail(name);
  return part.launch(stack, '');
};

describe('the parts of the local stack', () => {
  it('are those that run as processes in parts.json', () => {
    assert.deepEqual(parts.map(({ name }) => name).sort(), [...namesAt('process')].sort());
  });

  it('include each service, found by the services that call it', () => {
    for (const name of SERVICE_NAMES) {
      const { env = {}, defaults = {} } = launchOf(name);
      const port = String(portOf(openStack(100), name, 'http'));
      assert.equal(env.PORT, port);
      const callers = SERVICE_NAMES.filter((other) => PARTS[other].calls.includes(name));
      for (const caller of callers) {
        const variable = `${name.toUpperCase()}_URL`;
        assert.equal(launchOf(caller).defaults?.[variable], `http://127.0.0.1:${port}`, caller);
      }
      assert.equal(defaults.OTEL_EXPORTER_OTLP_ENDPOINT, urlOf(openStack(100), 'otelcol', 'otlp-grpc'));
    }
  });

  it('give a store and a database to the services that call them, and to no other', () => {
    for (const name of SERVICE_NAMES) {
      const { defaults = {} } = launchOf(name);
      assert.equal('STORE_DIR' in defaults, PARTS[name].calls.includes('object_store'), name);
      assert.equal('DATABASE_URL' in defaults, PARTS[name].calls.includes('postgres'), name);
      const { after } = parts.find((one) => one.name === name) ?? assert.fail(name);
      assert.equal(after === 'postgres', PARTS[name].calls.includes('postgres'), name);
    }
  });

  it('keep their own names, whatever name the shell gives', () => {
    const base = temporaryStack(100);
    const stack = { ...base, env: { ...base.env, OTEL_SERVICE_NAME: 'mine' } };
    for (const name of SERVICE_NAMES) assert.equal(launchOf(name, stack).env?.OTEL_SERVICE_NAME, name);
    assert.match(renamedServices(stack.env) ?? '', /^OTEL_SERVICE_NAME would name every service "mine"/);
    const attributes = { OTEL_RESOURCE_ATTRIBUTES: 'team=a, service.name=mine' };
    assert.match(renamedServices(attributes) ?? '', /^OTEL_RESOURCE_ATTRIBUTES would name every service "mine"/);
    for (const env of [{}, { OTEL_RESOURCE_ATTRIBUTES: 'my.service.name=a' }])
      assert.equal(renamedServices(env), undefined);
  });

  it('find the Collector over the protocol that the shell chooses, for all signals or for one', () => {
    const base = temporaryStack(100);
    const defaultsWith = (env: NodeJS.ProcessEnv) =>
      launchOf('user_svc', { ...base, env: { ...base.env, ...env } }).defaults ?? {};
    const [grpc, http] = [urlOf(base, 'otelcol', 'otlp-grpc'), urlOf(base, 'otelcol', 'otlp-http')];
    const all = defaultsWith({ OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf' });
    assert.equal(all.OTEL_EXPORTER_OTLP_ENDPOINT, http);
    const logs = defaultsWith({ OTEL_EXPORTER_OTLP_LOGS_PROTOCOL: 'http/protobuf' });
    assert.equal(logs.OTEL_EXPORTER_OTLP_ENDPOINT, grpc);
    assert.equal(logs.OTEL_EXPORTER_OTLP_LOGS_ENDPOINT, `${http}/v1/logs`);
  });

  it('refuse the name of a port that a part does not have', () => {
    // @ts-expect-error: loki has no port called sql
    assert.throws(() => portOf(openStack(), 'loki', 'sql'), /loki has no port "sql" in parts.json/);
    assert.equal(portOf(openStack(), 'postgres', 'sql'), 15_432);
  });
});
