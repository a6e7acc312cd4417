import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openTarget } from '../src/target.ts';

describe('the system that a command talks to', () => {
  it('is the local stack at its port offset', async () => {
    await using target = await openTarget({ 'port-offset': '100' }, {});
    assert.equal(target.endpoints.userSvc, 'http://127.0.0.1:8181');
    assert.equal(target.arguments, ' --port-offset 100');
  });

  it('has the URLs that the environment names', async () => {
    await using target = await openTarget({ 'port-offset': '0' }, { TRIPTYCH_LOKI_URL: 'http://loki:3100/' });
    assert.equal(target.endpoints.loki, 'http://loki:3100');
    assert.equal(target.endpoints.jaeger, 'http://127.0.0.1:16686');
  });

  it('refuses a variable that is not a URL', async () => {
    await assert.rejects(openTarget({}, { TRIPTYCH_JAEGER_URL: 'jaeger:16686' }), /TRIPTYCH_JAEGER_URL must be a URL/);
  });

  it('is either local or in a cluster, never both', async () => {
    await assert.rejects(
      openTarget({ 'port-offset': '1', namespace: 'shop' }, {}),
      /--port-offset names a local stack/,
    );
  });
});
