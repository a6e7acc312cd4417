import { METRICS } from '@triptych/catalogue';
import { type AlertProps, alert } from '../rules/alert.ts';
import { dashboard, lines } from '../rules/links.ts';
import type { RuleGroup } from '../rules/rule.ts';

const DAY = 86_400;
const left = `min(${METRICS.certificateExpiry.name}) - time()`;

const expiring = (severity: AlertProps['severity'], days: number) =>
  alert({
    name: 'CertificateExpiring',
    severity,
    service: 'user_svc',
    expr: `${left} < ${days} * ${DAY}`,
    for: '5m',
    summary: 'The public certificate ends in {{ $value | humanizeDuration }}',
    description:
      'The certificate of the address that people use ends in {{ $value | humanizeDuration }}, and has not been renewed. After ' +
      'that browsers and clients refuse to connect.',
    dashboard: dashboard('triptych-service', { service: 'user_svc' }),
    query: lines('{service="user_svc"} |= "certificate unreadable"'),
  });

/** The certificate in front of user_svc, where there is one: it is renewed by machines, which fail unseen. */
export const certificate: RuleGroup = {
  name: 'certificate',
  rules: [expiring('ticket', 14), expiring('page', 2)],
};
