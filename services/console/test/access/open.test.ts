import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startConsole, type TestConsole } from '../support/console.ts';

describe('an open console', () => {
  let console: TestConsole;
  before(async () => {
    console = await startConsole({ CONSOLE_HOSTS: 'Console.example.com, other.example.com' });
  });
  after(() => console[Symbol.asyncDispose]());

  for (const host of ['localhost', 'localhost:8080', '127.0.0.1:18080', '[::1]:8080', 'console.example.com:80'])
    it(`answers under ${host}`, async () => {
      assert.equal((await console.ask('/api/settings', { headers: { host } })).status, 200);
    });

  for (const host of ['evil.example.com', 'localhost.evil.example.com:8080', '127.0.0.1.nip.io', '10.0.0.1'])
    it(`refuses ${host}, whose page could make its name resolve to this machine`, async () => {
      for (const path of ['/', '/api/settings', '/openapi.json', '/swaggerui/']) {
        const reply = await console.ask(path, { headers: { host } });
        assert.equal(reply.status, 403, path);
        assert.equal(JSON.parse(reply.body).code, 'unknown_host');
      }
    });

  it('answers probes and Prometheus under every host', async () => {
    for (const path of ['/health', '/health/ready', '/metrics'])
      assert.equal((await console.ask(path, { headers: { host: '10.1.2.3:8080' } })).status, 200, path);
  });

  const own = { host: 'localhost:8080' };
  const FOREIGN: readonly Readonly<Record<string, string>>[] = [
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'http://evil.example.com' },
    { origin: 'http://localhost:3000' },
    { origin: 'null' },
  ];
  for (const headers of FOREIGN)
    it(`refuses a change from another site: ${Object.entries(headers).flat().join(' ')}`, async () => {
      const reply = await console.ask('/api/session', { method: 'DELETE', headers: { ...own, ...headers } });
      assert.deepEqual([reply.status, JSON.parse(reply.body).code], [403, 'cross_origin']);
    });

  for (const headers of [{ 'sec-fetch-site': 'same-origin' }, { origin: 'http://localhost:8080' }, {}])
    it(`accepts a change from its own page or a program: ${JSON.stringify(headers)}`, async () => {
      const reply = await console.ask('/api/session', { method: 'DELETE', headers: { ...own, ...headers } });
      assert.equal(reply.status, 204);
    });
});
