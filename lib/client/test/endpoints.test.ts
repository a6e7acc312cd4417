import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import { PARTS } from '@triptych/parts';
import { localEndpoints, useHeaders, withOverrides } from '../src/endpoints.ts';
import { UserError } from '../src/errors.ts';
import { findLines } from '../src/loki.ts';
import { query } from '../src/prometheus.ts';

describe('endpoints', () => {
  it('have the ports of the table of parts, shifted by the offset', () => {
    assert.deepEqual(localEndpoints(100), {
      userSvc: `http://127.0.0.1:${PARTS.user_svc.ports.http + 100}`,
      jaeger: `http://127.0.0.1:${PARTS.jaeger.ports.http + 100}`,
      loki: `http://127.0.0.1:${PARTS.loki.ports.http + 100}`,
      prometheus: `http://127.0.0.1:${PARTS.prometheus.ports.http + 100}`,
      alertmanager: `http://127.0.0.1:${PARTS.alertmanager.ports.http + 100}`,
    });
  });

  it('are replaced by those that the environment names, which must be URLs', () => {
    const { loki, jaeger } = withOverrides(localEndpoints(0), { TRIPTYCH_LOKI_URL: 'http://loki:3100/' });
    assert.deepEqual([loki, jaeger], ['http://loki:3100', localEndpoints(0).jaeger]);
    assert.throws(() => withOverrides({}, { TRIPTYCH_LOKI_URL: 'loki:3100' }), UserError);
  });

  it('are asked with the headers and below the path that the environment names, and nothing else gets these headers', async () => {
    const asked: string[] = [];
    const server = createServer((request, reply) => {
      asked.push(`${request.url?.split('?')[0]} ${request.headers.authorization} ${request.headers['x-scope-orgid']}`);
      reply.end('{"data": {"result": []}}');
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    try {
      const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      useHeaders(
        { loki: `${base}/logs` },
        { TRIPTYCH_LOKI_HEADERS: 'Authorization: Bearer a: b\nX-Scope-OrgID: 007\n' },
      );
      await findLines(`${base}/logs`, '{a="b"}');
      await query(`${base}/logs-of-others`, 'up');
      await query(base, 'up');
      assert.deepEqual(asked, [
        '/logs/loki/api/v1/query_range Bearer a: b 007',
        '/logs-of-others/api/v1/query undefined undefined',
        '/api/v1/query undefined undefined',
      ]);
    } finally {
      server.close();
    }
  });

  it('have headers in each line of their variable; a message about another line does not repeat it', () => {
    const use = (lines: string) => useHeaders({ loki: 'http://loki:3100' }, { TRIPTYCH_LOKI_HEADERS: lines });
    for (const lines of ['secret', 'a b: secret', 'Authorization:']) {
      assert.throws(
        () => use(lines),
        (error: Error) => error instanceof UserError && !error.message.includes('secret'),
      );
    }
  });
});
