import { generateKeyPairSync, sign } from 'node:crypto';

/** The tags of DER that a certificate needs. */
const TAG = { integer: 0x02, bits: 0x03, oid: 0x06, text: 0x0c, time: 0x18, sequence: 0x30, set: 0x31 } as const;

const ECDSA_WITH_SHA256 = [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02];
const COMMON_NAME = [0x55, 0x04, 0x03];

/** Makes a self-signed certificate that is valid until a time, and its key; both as PEM. */
export function selfSigned(until: Date): { cert: string; key: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const algorithm = der('sequence', der('oid', Buffer.from(ECDSA_WITH_SHA256)));
  const commonName = [der('oid', Buffer.from(COMMON_NAME)), der('text', Buffer.from('triptych drill'))];
  const name = der('sequence', der('set', der('sequence', ...commonName)));
  const content = der(
    'sequence',
    der('integer', Buffer.from([1])),
    algorithm,
    name,
    der('sequence', time(new Date(Date.now() - 3_600_000)), time(until)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
  );
  // The first byte says how many bits of the last byte are unused.
  const signature = der('bits', Buffer.from([0]), sign('sha256', content, privateKey));
  const cert = der('sequence', content, algorithm, signature).toString('base64');
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${cert.match(/.{1,64}/g)?.join('\n')}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

function der(tag: keyof typeof TAG, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const head = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([TAG[tag], ...head]), content]);
}

/** A time as `20261122100000Z`. */
const time = (date: Date) => der('time', Buffer.from(`${date.toISOString().replace(/[-:T]|\..*/g, '')}Z`));
