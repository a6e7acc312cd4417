import { METRICS } from '@triptych/catalogue';
import { type AlertProps, alert } from '../rules/alert.ts';
import { dashboard, lines } from '../rules/links.ts';
import type { RuleGroup } from '../rules/rule.ts';
import { DURATION } from '../rules/text.ts';
import { THRESHOLD, type Threshold } from '../rules/threshold.ts';

const DAY = 86_400;
const TICKET: Threshold = {
  value: 14,
  meaning: 'Days until the certificate expires, below which the ticket fires; the page fires below 2',
};
const secondsLeft = `min(${METRICS.certificateExpiry.name}) - time()`;

const expiring = (severity: AlertProps['severity'], days: number | string, threshold?: Threshold) =>
  alert({
    name: 'CertificateExpiring',
    severity,
    service: 'user_svc',
    expr: `${secondsLeft} < ${days} * ${DAY}`,
    ...(threshold && { threshold }),
    for: '5m',
    summary: `The public certificate expires in ${DURATION}`,
    description:
      `The certificate of the public address expires in ${DURATION} and has not been renewed. After that, browsers ` +
      'and clients refuse to connect.',
    dashboard: dashboard('triptych-service', { service: 'user_svc' }),
    query: lines('{service="user_svc"} |= "certificate unreadable"'),
  });

/** The certificate in front of user_svc, if there is one: programs renew it, and nobody sees when they fail. */
export const certificate: RuleGroup = {
  name: 'certificate',
  rules: [expiring('ticket', THRESHOLD, TICKET), expiring('page', 2)],
};
