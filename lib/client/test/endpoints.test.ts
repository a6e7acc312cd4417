import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PARTS } from '@triptych/parts';
import { localEndpoints, withOverrides } from '../src/endpoints.ts';
import { UserError } from '../src/errors.ts';

describe('endpoints', () => {
  it('have the ports of the table of parts, shifted by the offset', () => {
    assert.deepEqual(localEndpoints(100), {
      userSvc: `http://127.0.0.1:${PARTS.user_svc.ports.http + 100}`,
      jaeger: `http://127.0.0.1:${PARTS.jaeger.ports.http + 100}`,
      loki: `http://127.0.0.1:${PARTS.loki.ports.http + 100}`,
      prometheus: `http://127.0.0.1:${PARTS.prometheus.ports.http + 100}`,
    });
  });

  it('are replaced by those that the environment names, which must be URLs', () => {
    const { loki, jaeger } = withOverrides(localEndpoints(0), { TRIPTYCH_LOKI_URL: 'http://loki:3100/' });
    assert.deepEqual([loki, jaeger], ['http://loki:3100', localEndpoints(0).jaeger]);
    assert.throws(() => withOverrides({}, { TRIPTYCH_LOKI_URL: 'loki:3100' }), UserError);
  });
});
