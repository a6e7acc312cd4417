import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readConfig } from '@triptych/service';
import { Type } from 'typebox';
import { createFaults } from '../src/faults.ts';
import { faultSettings } from '../src/settings.ts';

const read = (env: NodeJS.ProcessEnv) => readConfig(Type.Object(faultSettings), env);
const create = (attributes: string | undefined, FAULT_INJECTION = 'true') =>
  createFaults(read({ FAULT_INJECTION }), attributes === undefined ? {} : { OTEL_RESOURCE_ATTRIBUTES: attributes });

describe('fault injection', () => {
  it('is off by default', () => {
    assert.equal(read({}).FAULT_INJECTION, false);
    assert.equal(create('deployment.environment.name=production', 'false'), undefined);
    assert.throws(() => read({ FAULT_INJECTION: 'sometimes' }), /FAULT_INJECTION must be boolean/);
  });

  for (const name of ['local', 'development', 'compose', 'test'])
    it(`is allowed in ${name}`, () => assert.ok(create(`service.namespace=a, deployment.environment.name = ${name}`)));

  for (const attributes of [
    undefined,
    '',
    'service.namespace=local',
    'deployment.environment.name=',
    'deployment.environment.name=staging',
    'deployment.environment.name=production,k8s.namespace.name=test',
    'deployment.environment.name=Local',
    'deployment.environment.name=test,deployment.environment.name=production',
  ])
    it(`is refused when the resource attributes are ${attributes ?? 'unset'}, and the error says what to do`, () => {
      assert.throws(
        () => create(attributes),
        /FAULT_INJECTION .*deployment\.environment\.name.*unset it, or name one of local, development, compose, test/,
      );
    });
});
