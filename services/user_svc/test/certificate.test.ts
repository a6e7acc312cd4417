import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { createServer } from 'node:tls';
import { METRICS } from '@triptych/catalogue';
import { captureTelemetry } from '@triptych/telemetry/testing';
import { certificateExpiry } from '../src/certificate.ts';
import { observeCertificate } from '../src/observe-certificate.ts';

const DAYS = 3;

/** A key and a self-signed certificate, valid for three days. */
function selfSigned(): { key: string; cert: string } {
  const folder = mkdtempSync(join(tmpdir(), 'triptych-certificate-'));
  const path = (name: string) => join(folder, name);
  try {
    const subject = ['-subj', '/CN=localhost', '-days', `${DAYS}`, '-nodes', '-newkey', 'rsa:2048'];
    execFileSync('openssl', ['req', '-x509', ...subject, '-keyout', path('key'), '-out', path('cert')], {
      stdio: 'ignore',
    });
    return { key: readFileSync(path('key'), 'utf8'), cert: readFileSync(path('cert'), 'utf8') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function listening(server: Server, scheme: string): Promise<URL> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return new URL(`${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

describe('the certificate of the public URL', () => {
  const secure = createServer(selfSigned(), (socket) => socket.end());
  const plain = createTcpServer((socket) => socket.end('this is no TLS\n'));
  let httpsUrl: URL;
  let plainUrl: URL;
  before(async () => {
    httpsUrl = await listening(secure, 'https');
    plainUrl = await listening(plain, 'https');
  });
  after(() => {
    secure.close();
    plain.close();
  });

  it('has an expiry, even when it is self-signed', async () => {
    const seconds = (await certificateExpiry(httpsUrl)) - Date.now() / 1000;
    assert.ok(Math.abs(seconds - DAYS * 86_400) < 60, `${seconds}`);
  });

  it('has no known expiry when the server does not speak TLS, or none listens', async () => {
    await assert.rejects(certificateExpiry(plainUrl));
    await assert.rejects(certificateExpiry(new URL('https://127.0.0.1:1')), /ECONNREFUSED/);
  });

  it('is a metric once its expiry is known, for https URLs only', async () => {
    const { telemetry, sample, until, lines } = captureTelemetry('user_svc');
    const shown = () => sample(METRICS.certificateExpiry.name);
    observeCertificate(undefined, telemetry);
    observeCertificate('http://127.0.0.1', telemetry);
    observeCertificate(plainUrl.href, telemetry);
    await until(() => lines().some(({ message }) => message === 'certificate unreadable'));
    assert.equal(await shown(), undefined);

    observeCertificate(httpsUrl.href, telemetry);
    while ((await shown()) === undefined) await setImmediate();
    assert.ok(Number(await shown()) > Date.now() / 1000);
  });
});
