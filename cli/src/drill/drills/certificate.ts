import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:tls';
import { selfSigned } from '../causes/certificate.ts';
import { localControls } from '../controls.ts';
import type { Drill, ExpectedAlert } from '../drill.ts';

const certificateOfDays = (days: number) => selfSigned(new Date(Date.now() + days * 86_400_000));
const ticket: ExpectedAlert = { alert: 'CertificateExpiring', severity: 'ticket', service: 'user_svc' };

export const certificateEnding: Drill = {
  name: 'certificate-ending',
  summary: 'the certificate of the public address expires in ten days, and then in one',
  expects: [ticket, { ...ticket, severity: 'page' }],
  holds: ['user_svc', 'errors of user_svc'],
  where: 'local',
  async cause({ system, undo, fired }) {
    const { restart } = localControls(system);
    const server = createServer(certificateOfDays(10), (socket) => socket.on('error', () => {}).end());
    server.on('tlsClientError', () => {});
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    undo.defer(async () => {
      server.close();
    });
    undo.defer(() => restart('user_svc'));
    const address = { PUBLIC_URL: `https://127.0.0.1:${(server.address() as AddressInfo).port}` };
    await restart('user_svc', address);
    await fired(ticket);
    server.setSecureContext(certificateOfDays(1));
    // user_svc reads the certificate when it starts, and then every ten minutes.
    await restart('user_svc', address);
  },
};
