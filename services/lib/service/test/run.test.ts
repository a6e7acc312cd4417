import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { describe, it, type TestContext } from 'node:test';

/** Starts a service process without a Collector. */
function serve(t: TestContext, port = 0, env: NodeJS.ProcessEnv = {}) {
  const child: ChildProcess = fork(new URL('./support/serve.ts', import.meta.url), [String(port)], {
    env: { PATH: process.env.PATH, OTEL_SDK_DISABLED: 'true', ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    execArgv: [],
  });
  t.after(() => child.kill('SIGKILL'));
  let stdout = '';
  child.stdout?.setEncoding('utf8').on('data', (text) => {
    stdout += text;
  });
  child.stderr?.resume();
  const closed = once(child, 'close');
  return {
    child,
    lines: () =>
      stdout
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line)),
    message: async () => (await once(child, 'message'))[0],
    async said(message: string) {
      while (!stdout.includes(message)) await once(child.stdout ?? child, 'data');
    },
    /** Resolves to the exit code and the messages of all lines. */
    async end() {
      const [code] = await closed;
      return { code, messages: this.lines().map(({ message }) => message) };
    },
  };
}

/** A connection that has had one reply and stays open. */
async function keptAlive(port: number) {
  const socket = connect(port, '127.0.0.1').setEncoding('utf8');
  const ask = async (path: string): Promise<string> => {
    socket.write(`GET ${path} HTTP/1.1\r\nhost: localhost\r\n\r\n`);
    const [reply] = await Promise.race([once(socket, 'data'), once(socket, 'close').then(() => ['closed'])]);
    return reply;
  };
  await ask('/health');
  return { ask };
}

describe('a service process', { concurrency: 2 }, () => {
  it('says which port is taken and what to do, and exits with 1', async (t) => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    t.after(() => other.close());
    const { port } = other.address() as AddressInfo;
    const service = serve(t, port);
    const { code, messages } = await service.end();
    assert.equal(code, 1);
    assert.deepEqual(messages, ['service failed']);
    const [{ severity, metadata }] = service.lines();
    assert.equal(severity, 'error');
    assert.match(
      metadata.err.message,
      new RegExp(`^port ${port} on 127.0.0.1 is taken: stop what listens there, or set PORT`),
    );
  });

  it('has the version of its package, or that of SERVICE_VERSION, which images set', async (t) => {
    for (const [env, version] of [
      [{}, '1.2.3'],
      [{ SERVICE_VERSION: '' }, '1.2.3'],
      [{ SERVICE_VERSION: '4.5.6' }, '4.5.6'],
    ] as const) {
      const service = serve(t, 0, env);
      const document = await fetch(`http://127.0.0.1:${await service.message()}/openapi.json`);
      assert.equal(((await document.json()) as { info: { version: string } }).info.version, version);
    }
  });

  it('logs why it cannot start, and exits with 1', async (t) => {
    const service = serve(t, 0, { STARTS: 'false' });
    const { code, messages } = await service.end();
    assert.equal(code, 1);
    assert.deepEqual(messages, ['service failed']);
    assert.match(service.lines()[0].metadata.err.message, /the database is away/);
  });

  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    it(`on ${signal} is not ready, answers requests in flight, closes and exits with 0`, async (t) => {
      const service = serve(t);
      const base = `http://127.0.0.1:${await service.message()}`;
      assert.equal((await fetch(`${base}/health/ready`)).status, 200);
      const reply = fetch(`${base}/slow`);
      assert.equal(await service.message(), 'asked');
      service.child.kill(signal);
      await service.said('service draining');
      const readiness = await fetch(`${base}/health/ready`);
      assert.equal(readiness.status, 503);
      assert.equal(((await readiness.json()) as { status: string }).status, 'draining');
      service.child.send('release');
      const { status, headers } = await reply;
      assert.deepEqual([status, headers.get('connection')], [200, 'close']);
      const { code, messages } = await service.end();
      assert.equal(code, 0);
      assert.deepEqual(messages, [
        'service started',
        'service draining',
        'request completed',
        'pictures expired',
        'service stopped',
      ]);
    });

  it('answers requests that arrive while its event loop is blocked at the end of the drain delay', async (t) => {
    const service = serve(t);
    const port = await service.message();
    const [idle, other] = await Promise.all([keptAlive(port), keptAlive(port)]);
    service.child.kill('SIGTERM');
    await service.said('service draining');
    // Longer than the delay, so that its end and these requests wait for the same moment.
    other.ask('/block?millis=1000');
    assert.equal(await service.message(), 'blocked');
    assert.match(await idle.ask('/health'), /^HTTP\/1.1 200 /);
    assert.equal((await service.end()).code, 0);
  });

  it('ends when the time for the rest of its telemetry is over, and says what is lost', async (t) => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    t.after(() => silent.close());
    const { port } = silent.address() as AddressInfo;
    const service = serve(t, 0, {
      OTEL_SDK_DISABLED: 'false',
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
      TELEMETRY_FLUSH_SECONDS: '0.1',
    });
    await service.message();
    const stoppedAt = performance.now();
    service.child.kill('SIGTERM');
    const { code, messages } = await service.end();
    assert.deepEqual([code, messages.at(-1)], [0, 'telemetry lost']);
    assert.ok(performance.now() - stoppedAt < 4000, 'it waits as long as without the variable');
  });

  it('exits at once with 1 on a second signal', async (t) => {
    const service = serve(t);
    const base = `http://127.0.0.1:${await service.message()}`;
    const reply = assert.rejects(fetch(`${base}/slow`));
    assert.equal(await service.message(), 'asked');
    service.child.kill('SIGTERM');
    await service.said('service draining');
    service.child.kill('SIGTERM');
    const { code, messages } = await service.end();
    assert.equal(code, 1);
    assert.ok(!messages.includes('service stopped'));
    await reply;
  });

  it('logs an unexpected error, and exits with 1', async (t) => {
    const service = serve(t);
    await fetch(`http://127.0.0.1:${await service.message()}/crash`).catch(() => {});
    const { code } = await service.end();
    assert.equal(code, 1);
    const failure = service.lines().find(({ message }) => message === 'service failed');
    assert.match(failure.metadata.err.message, /out of the blue/);
  });
});
