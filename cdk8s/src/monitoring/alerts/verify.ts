import { METRICS } from '@triptych/catalogue';
import { VERIFY_SERVICE } from '@triptych/parts';
import { alert } from '../rules/alert.ts';
import { dashboard, lines } from '../rules/links.ts';
import { query } from '../rules/promql.ts';
import type { RuleGroup } from '../rules/rule.ts';
import { DURATION, label } from '../rules/text.ts';

const LINK = label('link');
const service = VERIFY_SERVICE;
const telemetry = dashboard('triptych-telemetry');
/** Lines of the conversions that verify makes. */
const itsLines = lines('{service=~".+_svc"} | json | request_id=~"verify-.+"');
const lastRun = (window: string) => `max(last_over_time(${METRICS.verifyLastRun.name}[${window}]))`;

/** Links between signals, as a synthetic conversion a minute finds them: parts that are up may still not fit together. */
export const verify: RuleGroup = {
  name: 'verify',
  rules: [
    alert({
      name: 'SignalLinkBroken',
      severity: 'ticket',
      service,
      expr: `min by (link) (${METRICS.verifyLink.name}) == 0`,
      // Three runs, one a minute.
      for: '2m',
      summary: `The link ${LINK} between signals is broken`,
      description:
        `For 2 minutes each synthetic conversion has found the link ${LINK} broken. Other alerts and dashboards may ` +
        'lack the same data.',
      dashboard: telemetry,
      query: itsLines,
    }),
    alert({
      name: 'VerifyMissing',
      severity: 'ticket',
      service,
      // 0 after somebody has ended it.
      expr: query(`time() - (${lastRun('1d')} > 0)`, `unless ${lastRun('5m')}`),
      summary: `No link between signals has been checked for ${DURATION}`,
      description: `The last synthetic conversion ended ${DURATION} ago, and there is one a minute. SignalLinkBroken cannot fire.`,
      dashboard: telemetry,
      query: itsLines,
    }),
  ],
};
