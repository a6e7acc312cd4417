import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { startProxy } from '@triptych/proxy/testing';
import { folderWith } from './support/folder.ts';
import { startUserSvc } from './support/user-svc.ts';

async function proxyFor(t: TestContext, options = {}) {
  const proxy = await startProxy(options);
  t.after(proxy.stop);
  // In front of the command, which otherwise gets none of these variables.
  const env = ['/usr/bin/env', 'NODE_USE_ENV_PROXY=1', `http_proxy=${proxy.url}`];
  return { ...proxy, env };
}

describe('the command in a shell with a proxy', () => {
  it('reaches the services of this machine without it', async (t) => {
    const proxy = await proxyFor(t, { refuses: true });
    await using userSvc = await startUserSvc();
    using folder = folderWith('a.jpg');
    const { code, error } = await folder.convert(userSvc.url, ['a.jpg', '--format', 'webp'], proxy.env);
    assert.equal(code, 0, error);
    assert.deepEqual(proxy.asked, []);
  });

  it('reaches a service elsewhere through it', async (t) => {
    const proxy = await proxyFor(t);
    await using userSvc = await startUserSvc();
    using folder = folderWith('a.jpg');
    const elsewhere = userSvc.url.replace('127.0.0.1', 'pictures.example.com');
    const { code, error } = await folder.convert(elsewhere, ['a.jpg', '--format', 'webp'], proxy.env);
    assert.equal(code, 0, error);
    assert.match(proxy.asked.join(), /pictures\.example\.com/);
  });

  it('says that the proxy refuses, when it does', async (t) => {
    const proxy = await proxyFor(t, { refuses: true });
    using folder = folderWith('a.jpg');
    const { code, error, out } = await folder.convert(
      'http://pictures.example.com',
      ['a.jpg', '--format', 'webp'],
      proxy.env,
    );
    assert.equal(code, 1);
    assert.match(error + out, /pictures\.example\.com does not answer \(Proxy response \(403\)/);
  });
});
