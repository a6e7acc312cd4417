import { isIP } from 'node:net';
import { connect } from 'node:tls';

const TIMEOUT_MS = 5000;

/**
 * Resolves to the expiry of the certificate at an https URL, in seconds since 1970, whether the certificate is trusted or
 * not. Rejects when the TLS handshake does not succeed within 5 s.
 */
export function certificateExpiry({ hostname, port }: URL): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  // SNI takes host names only, no IP addresses.
  const named = isIP(host) ? {} : { servername: host };
  const socket = connect({ host, port: Number(port || 443), ...named, rejectUnauthorized: false });
  socket.setTimeout(TIMEOUT_MS, () => socket.destroy(new Error(`no answer within ${TIMEOUT_MS / 1000} s`)));
  socket.once('secureConnect', () => {
    resolve(Date.parse(socket.getPeerCertificate().valid_to) / 1000);
    socket.end();
  });
  socket.once('error', reject);
  socket.once('close', () => reject(new Error('the connection was closed')));
  return promise;
}
