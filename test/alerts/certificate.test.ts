import { prove } from './support/prove.ts';
import { gauge } from './support/values.ts';

const expiry = (instance: string) =>
  `user_svc_certificate_expiry_timestamp_seconds{service_name="user_svc", service_instance_id="${instance}"}`;
/** Seconds after the beginning. */
const days = (count: number, minutes: number) => count * 86_400 + minutes * 60;

const expiring = (severity: 'page' | 'ticket', left: string) => ({
  labels: { severity, service: 'user_svc' },
  summary: `The public certificate expires in ${left}`,
  description:
    `The certificate of the public address expires in ${left} and has not been renewed. After that, browsers and ` +
    'clients refuse to connect.',
});

prove(
  'certificate',
  {
    ...expiring('ticket', '13d 23h 54m 45s'),
    alert: 'CertificateExpiring',
    when: 'it expires in less than 14 days, for 5 minutes',
    series: {
      // One instance has read the new one.
      [expiry('a')]: gauge([days(14, 10), 20], [days(90, 0), 10]),
      [expiry('b')]: gauge([days(90, 0), 30]),
    },
    silentAt: '15m',
    firingAt: '15m15s',
    resolvedAt: '20m',
  },
  {
    ...expiring('page', '1d 23h 54m 45s'),
    alert: 'CertificateExpiring',
    when: 'it expires in less than 2 days, for 5 minutes',
    series: { [expiry('a')]: gauge([days(2, 10), 20], [days(90, 0), 10]) },
    silentAt: '15m',
    firingAt: '15m15s',
    also: [expiring('ticket', '1d 23h 54m 45s')],
    resolvedAt: '20m',
  },
  {
    alert: 'CertificateExpiring',
    when: 'it expires in more than 14 days, or there is none',
    series: { [expiry('a')]: gauge([days(14, 30), 30]) },
    silentUntil: '29m',
  },
);
