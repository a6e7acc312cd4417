import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, it, type TestContext } from 'node:test';
import { startProxy } from '@triptych/proxy/testing';

/** Answers 204 to everything. */
async function startOther(t: TestContext) {
  const server = createServer((_request, reply) => reply.writeHead(204).end()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return (server.address() as AddressInfo).port;
}

/** A service process with this environment. */
function serve(t: TestContext, env: NodeJS.ProcessEnv) {
  const child = fork(new URL('./support/serve.ts', import.meta.url), ['0'], {
    env: { PATH: process.env.PATH, OTEL_SDK_DISABLED: 'true', ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    execArgv: [],
  });
  t.after(() => child.kill('SIGKILL'));
  return child;
}

describe('a service in a shell with a proxy', () => {
  for (const variable of ['http_proxy', 'HTTP_PROXY'])
    it(`reaches services of this machine and of a cluster without the proxy of ${variable}`, async (t) => {
      const [other, proxy] = await Promise.all([startOther(t), startProxy({ refuses: true })]);
      t.after(proxy.stop);
      const child = serve(t, {
        NODE_USE_ENV_PROXY: '1',
        [variable]: proxy.url,
        JOB_SVC_URL: 'http://job-svc:8082',
      });
      const [port] = await once(child, 'message');
      const call = async (url: string) => {
        const query = new URLSearchParams({ url });
        return (await fetch(`http://127.0.0.1:${port}/call?${query}`)).text();
      };
      for (const host of ['127.0.0.1', 'localhost']) assert.equal(await call(`http://${host}:${other}/`), '204');
      await call('http://job-svc:8082/');
      await call('http://job-svc.triptych.svc.cluster.local:8082/');
      assert.deepEqual(proxy.asked, []);
      await call('http://pictures.example.com/');
      assert.match(proxy.asked.join(), /pictures\.example\.com/);
    });
});

describe('LOG_LEVEL of a service', () => {
  for (const [level, starts] of [
    ['DEBUG', true],
    ['trace', true],
    ['warning', false],
    [' info ', true],
    ['fatal', false],
  ] as const)
    it(`may be "${level}"`, async (t) => {
      const child = serve(t, { LOG_LEVEL: level });
      const lines = text(child.stdout as NonNullable<typeof child.stdout>);
      await once(child, 'message');
      child.kill('SIGTERM');
      await once(child, 'exit');
      assert.equal((await lines).includes('service started'), starts);
    });

  it('is refused with the list of values when it is none of them', async (t) => {
    const child = serve(t, { LOG_LEVEL: 'loud' });
    const errors = text(child.stderr as NonNullable<typeof child.stderr>);
    const [code] = await once(child, 'exit');
    assert.equal(code, 1);
    assert.match(await errors, /LOG_LEVEL must be one of trace, debug, info, warn, warning, error, fatal/);
  });
});
