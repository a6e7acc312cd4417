import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it, type TestContext } from 'node:test';
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import { createServer, servicePlugin } from '@triptych/service';
import { captureTelemetry } from '@triptych/telemetry/testing';
import { pageRoutes } from '../../src/routes/page.ts';

async function serve(t: TestContext, dist: string) {
  const { telemetry } = captureTelemetry('console');
  const app = createServer(telemetry);
  await app.register(servicePlugin, { telemetry, description: 'page' });
  await app.register(pageRoutes, { dist });
  t.after(async () => {
    await app.close();
    await telemetry.shutdown();
  });
  return app;
}

function built(): string {
  const dist = mkdtempSync(join(tmpdir(), 'triptych-page-'));
  mkdirSync(join(dist, 'assets'));
  writeFileSync(join(dist, 'index.html'), '<!doctype html>');
  writeFileSync(join(dist, 'assets/index-1.js'), 'alert(1)');
  writeFileSync(join(dist, 'assets/index-1.js.br'), brotliCompressSync('alert(1)'));
  return dist;
}

it('every view is the same file, which browsers check each time', async (t) => {
  const app = await serve(t, built());
  for (const url of ['/', '/request/abc-123-def', '/convert', '/explore', '/login']) {
    const { statusCode, headers, body } = await app.inject({ url });
    assert.deepEqual([statusCode, headers['cache-control'], body], [200, 'no-cache', '<!doctype html>'], url);
    assert.ok(headers.etag);
  }
});

it('the page of a request has the browser ask for the request at once, with the range of its address', async (t) => {
  const app = await serve(t, built());
  const linkOf = async (url: string) => (await app.inject({ url })).headers.link;
  assert.equal(await linkOf('/request/abc-123-def'), '</api/requests/abc-123-def>; rel=preload; as=fetch; crossorigin');
  assert.equal(
    await linkOf('/request/a%0d%0ax-y%3E%2Cz?from=1&to=2&span=7'),
    '</api/requests/a%0D%0Ax-y%3E%2Cz?from=1&to=2>; rel=preload; as=fetch; crossorigin',
  );
  assert.equal(await linkOf('/request/abc-123-def?from=%3E;rel=x'), await linkOf('/request/abc-123-def'));
  assert.equal(await linkOf('/'), undefined);
});

it('its files are kept for ever, and sent as they were compressed', async (t) => {
  const app = await serve(t, built());
  const compressed = await app.inject({ url: '/assets/index-1.js', headers: { 'accept-encoding': 'gzip, br' } });
  assert.equal(compressed.headers['cache-control'], 'public, max-age=31536000, immutable');
  assert.equal(compressed.headers['content-encoding'], 'br');
  assert.match(String(compressed.headers['content-type']), /javascript/);
  assert.equal(brotliDecompressSync(compressed.rawPayload).toString(), 'alert(1)');
  assert.equal((await app.inject({ url: '/assets/index-1.js' })).body, 'alert(1)');
  for (const url of ['/assets/none.js', '/assets/../index.html', '/assets/%2e%2e/%2e%2e/package.json'])
    assert.ok((await app.inject({ url })).statusCode >= 400, url);
});

it('says how to build the page when it is not built', async (t) => {
  const app = await serve(t, mkdtempSync(join(tmpdir(), 'triptych-page-')));
  const { statusCode, body } = await app.inject({ url: '/' });
  assert.equal(statusCode, 503);
  assert.match(JSON.parse(body).detail, /npm run build -w services\/console/);
});
