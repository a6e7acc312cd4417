import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, describe, it } from 'node:test';
import { KubeError } from '../../src/cluster/kube-error.ts';
import { openRefusal, openTunnel, type TunnelEnd } from '../../src/cluster/tunnel.ts';

const hint = 'ask the doctor';

describe('a tunnel', () => {
  const cleanups: (() => void)[] = [];
  afterEach(() => {
    for (const cleanup of cleanups.splice(0)) cleanup();
  });

  /** A server in the place of a pod, which answers with its name and can be stopped. */
  async function startPod(name: string) {
    const server = createServer((_request, reply) => reply.end(name)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const die = () => {
      server.closeAllConnections();
      server.close();
    };
    cleanups.push(die);
    return { name, port, die };
  }

  /** Pods that can come and go. */
  function podsOf(pods: Map<string, number>) {
    const changes = new EventEmitter();
    const dialled: string[] = [];
    const end: TunnelEnd = {
      name: 'loki',
      pods: () => [...pods.keys()],
      changed: async (signal) => {
        await once(changes, 'change', { signal }).catch(() => {});
      },
      async dial(pod, socket, closed) {
        dialled.push(pod);
        const inner: Socket = connect(pods.get(pod) ?? 0, '127.0.0.1');
        await once(inner, 'connect');
        socket.pipe(inner).pipe(socket, { end: false });
        inner.on('close', () => closed());
        inner.on('error', () => {});
        return { close: () => inner.destroy() };
      },
    };
    return {
      end,
      dialled,
      change: () => setImmediate(() => changes.emit('change')),
      waiting: () => once(changes, 'newListener'),
    };
  }

  const get = async (url: string) => {
    const reply = await fetch(url, { headers: { connection: 'close' } });
    return { status: reply.status, text: await reply.text() };
  };

  it('leads to a pod, and to another one when that pod has disappeared', async () => {
    const [one, two] = await Promise.all([startPod('one'), startPod('two')]);
    const pods = new Map([one, two].map(({ name, port }) => [name, port]));
    const { end, dialled } = podsOf(pods);
    await using tunnel = await openTunnel(end, { hint });
    assert.equal((await get(tunnel.url)).text, 'one');
    one.die();
    assert.equal((await get(tunnel.url)).text, 'two', 'a pod that is dead but still listed');
    pods.delete('one');
    assert.equal((await get(tunnel.url)).text, 'two');
    assert.deepEqual(dialled, ['one', 'one', 'two', 'two']);
  });

  it('waits until a pod is ready', async () => {
    const pods = new Map<string, number>();
    const { end, change, waiting } = podsOf(pods);
    await using tunnel = await openTunnel(end, { hint });
    const { name, port } = await startPod('late');
    const isWaiting = waiting();
    const reply = get(tunnel.url);
    await isWaiting;
    pods.set(name, port);
    change();
    assert.equal((await reply).text, 'late');
  });

  it('answers with the reason when no pod becomes ready', async () => {
    await using tunnel = await openTunnel(podsOf(new Map()).end, { hint, patienceSeconds: 0.05 });
    const { status, text } = await get(tunnel.url);
    assert.equal(status, 503);
    assert.equal(JSON.parse(text).detail, 'no pod of loki is ready; ask the doctor');
  });

  it('answers with the reason when the pod refuses connections', async () => {
    const end: TunnelEnd = {
      ...podsOf(new Map([['one', 1]])).end,
      async dial(_pod, _socket, closed) {
        setImmediate(closed, 'connection refused');
        return { close() {} };
      },
    };
    await using tunnel = await openTunnel(end, { hint });
    const { status, text } = await get(tunnel.url);
    assert.deepEqual([status, JSON.parse(text).detail], [503, 'loki: connection refused; ask the doctor']);
  });

  it('gives up at once when a right is missing', async () => {
    const right = 'create pods/portforward in namespace shop';
    const end: TunnelEnd = {
      ...podsOf(new Map([['one', 1]])).end,
      async dial() {
        throw new KubeError(`you may not ${right}`, 403, right);
      },
    };
    await using tunnel = await openTunnel(end, { hint });
    assert.equal(JSON.parse((await get(tunnel.url)).text).right, right);
  });

  it('answers instead of a part that is missing', async () => {
    await using refusal = await openRefusal('jaeger is not in release blue');
    assert.equal(JSON.parse((await get(refusal.url)).text).detail, 'jaeger is not in release blue');
  });

  it('refuses a port that is taken', async () => {
    const { end } = podsOf(new Map());
    await using tunnel = await openTunnel(end, { hint });
    await assert.rejects(openTunnel(end, { hint, port: tunnel.port }), { code: 'EADDRINUSE' });
  });

  it('closes open connections when it is closed', async () => {
    const tunnel = await openTunnel(podsOf(new Map()).end, { hint });
    const socket = connect(tunnel.port, '127.0.0.1');
    await once(socket, 'connect');
    const closed = once(socket, 'close');
    await tunnel[Symbol.asyncDispose]();
    await closed;
  });
});
