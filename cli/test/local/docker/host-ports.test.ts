import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { type TestContext, test } from 'node:test';
import { forwardFrom } from '../../../src/local/docker/host-ports.ts';

/** Linux has every address of 127.0.0.0/8; elsewhere none of them can stand for the gateway of a network. */
const skip = process.platform === 'linux' ? false : 'only Linux forwards';
const GATEWAY = '127.1.2.3';
const everyone = { gateway: GATEWAY, subnet: { address: '127.0.0.0', prefix: 8 } };
const nobody = { gateway: GATEWAY, subnet: { address: '10.9.8.0', prefix: 24 } };

/** A service that listens on this machine alone; resolves to its port. */
async function service(t: TestContext): Promise<number> {
  const server = createServer((request, reply) => reply.end(`answer to ${request.url}`));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close().closeAllConnections());
  return (server.address() as AddressInfo).port;
}

const ask = (port: number) => fetch(`http://${GATEWAY}:${port}/x`).then((reply) => reply.text());

test('the gateway answers for the ports that a part needs, and for no others', { skip }, async (t) => {
  const [first, second] = [await service(t), await service(t)];
  const ports = await forwardFrom(everyone);
  t.after(() => ports.close());
  assert.equal(ports.address, GATEWAY);
  await assert.rejects(ask(first));
  await ports.forward('prometheus', [first]);
  await ports.forward('alertmanager', [first, second]);
  assert.deepEqual([await ask(first), await ask(second)], ['answer to /x', 'answer to /x']);
  await ports.forward('alertmanager', []);
  assert.equal(await ask(first), 'answer to /x');
  await assert.rejects(ask(second));
  await ports.close();
  await assert.rejects(ask(first));
});

test('a connection fails while nothing listens behind it, and works again afterwards', { skip }, async (t) => {
  const port = await service(t);
  const ports = await forwardFrom(everyone);
  t.after(() => ports.close());
  const free = port === 65535 ? port - 1 : port + 1;
  await ports.forward('prometheus', [port, free]);
  await assert.rejects(ask(free));
  assert.equal(await ask(port), 'answer to /x');
});

test('a peer outside the network of the containers is disconnected', { skip }, async (t) => {
  const port = await service(t);
  const ports = await forwardFrom(nobody);
  t.after(() => ports.close());
  await ports.forward('prometheus', [port]);
  const socket = connect(port, GATEWAY);
  socket.on('error', () => {});
  socket.write('GET / HTTP/1.1\r\n\r\n');
  await once(socket, 'close');
  assert.equal(socket.bytesRead, 0);
});

test('where the gateway is not an address of this machine, the engine has to know the name', async () => {
  for (const network of [undefined, { ...everyone, gateway: '192.0.2.1' }]) {
    const ports = await forwardFrom(network);
    assert.equal(ports.address, undefined);
    await ports.forward('prometheus', [1]);
    await ports.close();
  }
});
