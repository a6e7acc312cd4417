import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { connect, createServer } from 'node:tls';
import { selfSigned } from '../../../src/drill/causes/certificate.ts';

test('a self-signed certificate can be read, however long its signature is', () => {
  const ends = ['2030-01-01T00:00:00Z', '2031-12-31T23:59:59Z'].map((end) => new Date(end));
  for (let i = 0; i < 100; i += 1) {
    const certificate = new X509Certificate(selfSigned(ends[i % 2] as Date).cert);
    assert.ok(certificate.verify(certificate.publicKey));
  }
});

test('a self-signed certificate works in TLS, and expires at the given time', async (t) => {
  const until = new Date('2031-05-06T07:08:09Z');
  const pair = selfSigned(until);
  const certificate = new X509Certificate(pair.cert);
  assert.ok(certificate.verify(certificate.publicKey));
  const server = createServer(pair, (socket) => socket.end()).listen(0, '127.0.0.1');
  t.after(() => server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  assert.equal(new Date(socket.getPeerCertificate().valid_to).toISOString(), until.toISOString());
  socket.end();
});
