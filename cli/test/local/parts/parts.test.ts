import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { namesAt, PARTS, SERVICE_NAMES } from '@triptych/parts';
import { portOf, urlOf } from '../../../src/local/parts/address.ts';
import { parts } from '../../../src/local/parts/index.ts';
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

  it('refuse the name of a port that a part does not have', () => {
    // @ts-expect-error: loki has no port called sql
    assert.throws(() => portOf(openStack(), 'loki', 'sql'), /loki has no port "sql" in parts.json/);
    assert.equal(portOf(openStack(), 'postgres', 'sql'), 15_432);
  });
});
