import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Authority {
  /** PEM file with the certificate of the authority. */
  readonly certificate: string;
  /** Signs a certificate for a host name or an IP address. Returns PEM files. */
  sign(host: string): { key: string; certificate: string };
  remove(): void;
}

/** Makes a certificate authority that nothing trusts, in a temporary folder. */
export function createAuthority(): Authority {
  const folder = mkdtempSync(join(tmpdir(), 'triptych-authority-'));
  const path = (name: string) => join(folder, name);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'ignore' });
  const [key, certificate] = [path('ca.key'), path('ca.crt')];
  const ca = ['-subj', '/CN=Triptych test authority', '-days', '2', '-nodes', '-newkey', 'rsa:2048'];
  openssl('req', '-x509', ...ca, '-keyout', key, '-out', certificate);
  return {
    certificate,
    sign(host) {
      const [hostKey, request, signed, names] = ['key', 'csr', 'crt', 'ext'].map((one) => path(`${host}.${one}`)) as [
        string,
        string,
        string,
        string,
      ];
      writeFileSync(names, `subjectAltName=${/^[\d.]+$/.test(host) ? 'IP' : 'DNS'}:${host}\n`);
      openssl('req', '-subj', `/CN=${host}`, '-nodes', '-newkey', 'rsa:2048', '-keyout', hostKey, '-out', request);
      const by = ['-CA', certificate, '-CAkey', key, '-CAcreateserial', '-days', '2', '-extfile', names];
      openssl('x509', '-req', '-in', request, ...by, '-out', signed);
      return { key: hostKey, certificate: signed };
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
