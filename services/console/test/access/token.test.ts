import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readToken } from '../../src/access/token.ts';
import { startConsole, type TestConsole, TOKEN, tokenFile } from '../support/console.ts';

const withToken = () => startConsole({ HOST: '0.0.0.0', CONSOLE_ACCESS: 'token', CONSOLE_TOKEN_FILE: tokenFile() });
const html = { accept: 'text/html,*/*' };
const logIn = (console: TestConsole, token: string, headers = {}) =>
  console.ask('/api/session', { method: 'POST', json: { token }, headers });

describe('a console with a token', () => {
  it('shows nothing without it but the login page, probes and metrics', async () => {
    await using console = await withToken();
    for (const path of ['/api/settings', '/api/requests/a-request-id', '/openapi.json', '/swaggerui/']) {
      const reply = await console.ask(path);
      assert.equal(reply.status, 401, path);
      assert.match(String(reply.headers['www-authenticate']), /^Bearer/);
      assert.equal(JSON.parse(reply.body).code, 'login_required');
    }
    const upload = await console.ask('/v1/conversions?format=webp', { method: 'POST' });
    assert.equal(upload.status, 401);
    for (const path of ['/health', '/health/ready', '/metrics']) assert.equal((await console.ask(path)).status, 200);
    assert.ok([200, 503].includes((await console.ask('/login', { headers: html })).status));
  });

  it('leads a person to the login page, and back afterwards', async () => {
    await using console = await withToken();
    const { status, headers } = await console.ask('/request/abc-123-def?span=1', { headers: html });
    assert.equal(status, 302);
    assert.equal(headers.location, '/login?to=%2Frequest%2Fabc-123-def%3Fspan%3D1');
  });

  it('gives a cookie for the token, which scripts cannot read and other sites do not send', async () => {
    await using console = await withToken();
    const reply = await logIn(console, TOKEN);
    assert.equal(reply.status, 204);
    const [cookie = ''] = reply.headers['set-cookie'] ?? [];
    for (const attribute of [/; HttpOnly/, /; SameSite=Strict/, /; Path=\//, /; Max-Age=28800/])
      assert.match(cookie, attribute);
    assert.ok(!cookie.includes(TOKEN), 'the cookie does not contain the token');
    assert.doesNotMatch(cookie, /Secure/);
    const session = cookie.split(';')[0] ?? '';
    assert.equal((await console.ask('/api/settings', { headers: { cookie: session } })).status, 200);
    assert.equal((await console.ask('/api/settings', { headers: { cookie: `${session}x` } })).status, 401);
  });

  it('gives a cookie for https alone behind a proxy with a certificate', async () => {
    await using console = await withToken();
    const reply = await logIn(console, TOKEN, { 'x-forwarded-proto': 'https' });
    assert.match(reply.headers['set-cookie']?.[0] ?? '', /; Secure/);
  });

  it('takes the cookie away after logout', async () => {
    await using console = await withToken();
    const [cookie = ''] = (await logIn(console, TOKEN)).headers['set-cookie'] ?? [];
    const reply = await console.ask('/api/session', {
      method: 'DELETE',
      headers: { cookie: cookie.split(';')[0] ?? '' },
    });
    assert.match(reply.headers['set-cookie']?.[0] ?? '', /=; .*(Max-Age=0|Expires=Thu, 01 Jan 1970)/);
  });

  it('accepts the token of a program in the header Authorization', async () => {
    await using console = await withToken();
    const ask = (authorization: string) => console.ask('/api/settings', { headers: { authorization } });
    assert.equal((await ask(`Bearer ${TOKEN}`)).status, 200);
    for (const wrong of [`Bearer ${TOKEN}x`, 'Bearer ', `Basic ${TOKEN}`, TOKEN])
      assert.equal((await ask(wrong)).status, 401, wrong);
  });

  it('limits attempts to log in', async () => {
    await using console = await withToken();
    for (let attempt = 0; attempt < 10; attempt += 1) assert.equal((await logIn(console, 'wrong')).status, 401);
    const reply = await logIn(console, TOKEN);
    assert.deepEqual([reply.status, JSON.parse(reply.body).code], [429, 'too_many_requests']);
  });

  it('never logs the token', async () => {
    await using console = await withToken();
    await logIn(console, TOKEN);
    await logIn(console, `${TOKEN}-wrong`);
    assert.ok(!JSON.stringify(console.capture.lines()).includes(TOKEN));
  });

  it('does not start with a file that has no good token, and says why', () => {
    assert.throws(() => readToken('/nowhere/token'), /CONSOLE_TOKEN_FILE names \/nowhere\/token, which cannot be read/);
    assert.throws(
      () => readToken(tokenFile('short')),
      /has 5 characters\. It needs at least 16; "openssl rand -hex 32"/,
    );
  });
});

describe('a console behind a proxy that authenticates', () => {
  it('wants the header with the user, and refuses who comes past the proxy', async () => {
    await using console = await startConsole({
      ...{ HOST: '0.0.0.0', CONSOLE_ACCESS: 'proxy', CONSOLE_USER_HEADER: 'X-Forwarded-User' },
    });
    const host = 'console.example.com';
    assert.equal((await console.ask('/api/settings', { headers: { host, 'x-forwarded-user': 'ada' } })).status, 200);
    const reply = await console.ask('/api/settings', { headers: { host } });
    assert.equal(reply.status, 401);
    assert.match(JSON.parse(reply.body).detail, /did not come through the proxy/);
  });
});
