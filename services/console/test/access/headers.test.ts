import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startConsole, type TestConsole } from '../support/console.ts';

describe('every reply of the console', () => {
  let console: TestConsole;
  before(async () => {
    console = await startConsole({ CONSOLE_REQUESTS_PER_MINUTE: '20' });
  });
  after(() => console[Symbol.asyncDispose]());

  for (const path of ['/', '/request/abc-123-def', '/api/settings', '/nowhere']) {
    it(`has a policy that runs its own scripts alone: ${path}`, async () => {
      const { headers } = await console.ask(path);
      const policy = String(headers['content-security-policy']);
      for (const part of [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "img-src 'self' blob:",
        "worker-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
      ])
        assert.ok(policy.split(';').includes(part), `${part} in ${policy}`);
      assert.doesNotMatch(policy, /unsafe|http|\*/);
      assert.equal(headers['cross-origin-opener-policy'], 'same-origin');
      assert.equal(headers['cross-origin-resource-policy'], 'same-origin');
      assert.equal(headers['referrer-policy'], 'no-referrer');
      assert.equal(headers['x-content-type-options'], 'nosniff');
    });
  }

  it('allows the page of Swagger its styles, and no script in its HTML', async () => {
    const { status, body, headers } = await console.ask('/swaggerui/');
    assert.equal(status, 200);
    assert.match(String(headers['content-security-policy']), /script-src 'self'; style-src 'self' 'unsafe-inline'/);
    for (const [tag] of body.matchAll(/<script[^>]*>/g)) assert.match(tag, /src=/);
  });

  it('keeps replies of the API out of caches', async () => {
    assert.equal((await console.ask('/api/settings')).headers['cache-control'], 'no-store');
  });

  it('has links to pages elsewhere, and how long backends keep data, when they are known', async () => {
    await using linked = await startConsole({
      JAEGER_PAGE_URL: 'http://j.example.com/',
      GRAFANA_URL: 'http://g.example.com',
      LOKI_RETENTION: 'unknown',
    });
    const { version, ...settings } = JSON.parse((await linked.ask('/api/settings')).body);
    assert.ok(version);
    const links = { jaeger_url: 'http://j.example.com', grafana_url: 'http://g.example.com' };
    assert.deepEqual(settings, { access: 'open', span_retention_seconds: 604_800, ...links });
  });

  it('is ready while every backend is away, and leaves nothing in telemetry where it only reads', async () => {
    console.capture.reset();
    assert.equal((await console.ask('/health/ready')).status, 200);
    await console.ask('/api/settings');
    await console.ask('/');
    assert.deepEqual(console.capture.spans(), []);
    assert.equal(await console.capture.sample('http_server_request_duration_seconds_count', {}), undefined);
  });

  it('is refused when there are too many requests to the API from one address', async () => {
    const statuses = new Set<number>();
    for (let i = 0; i < 22; i += 1) statuses.add((await console.ask('/api/settings')).status);
    assert.ok(statuses.has(429));
    assert.equal((await console.ask('/health')).status, 200);
  });
});
