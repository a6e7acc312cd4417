import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { it } from 'node:test';
import { createServer, servicePlugin } from '@triptych/service';
import { captureTelemetry } from '@triptych/telemetry/testing';
import { runbookRoutes } from '../../src/routes/runbooks.ts';

it('serves a runbook as text, and nothing else', async (t) => {
  const { telemetry } = captureTelemetry('console');
  const app = createServer(telemetry);
  await app.register(servicePlugin, { telemetry, description: 'runbooks' });
  await app.register(runbookRoutes, { folder: resolve(import.meta.dirname, '../../../../docs/runbooks') });
  t.after(async () => {
    await app.close();
    await telemetry.shutdown();
  });
  const runbook = await app.inject({ url: '/runbooks/BackendDown.md' });
  assert.equal(runbook.statusCode, 200);
  assert.match(String(runbook.headers['content-type']), /^text\/plain/);
  assert.match(runbook.body, /^# BackendDown/);
  assert.equal((await app.inject({ url: '/runbooks/None.md' })).json().code, 'runbook_not_found');
  for (const url of ['/runbooks/..%2F..%2Fpackage.json', '/runbooks/README', '/runbooks/'])
    assert.ok((await app.inject({ url })).statusCode >= 400, url);
});
