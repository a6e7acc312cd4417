import { alert } from '../rules/alert.ts';
import { dashboard, lines } from '../rules/links.ts';
import { query } from '../rules/promql.ts';
import type { RuleGroup } from '../rules/rule.ts';
import { label, SHARE } from '../rules/text.ts';
import { THRESHOLD } from '../rules/threshold.ts';
import { recorded } from '../slo/burn-rate.ts';

const SERVICE = label('service');
const BUSY = `${recorded('service').events}{slo="availability"} > 0`;

/** Services that nobody here wrote and that fall silent. Their objectives are in slo/any-service.ts. */
export const services: RuleGroup = {
  name: 'services_silent',
  interval: '1m',
  rules: [
    alert({
      name: 'ServiceSilent',
      severity: 'ticket',
      service: SERVICE,
      labels: { slo: '' },
      // Of each minute of the last day: a service that rests at night or at weekends is not steady enough to be missed.
      // A minute without a series counts as well, so the share falls during the silence, and the alert ends by itself.
      expr: query(
        `count_over_time((${BUSY})[1d:1m]) / on () group_left () count_over_time(vector(1)[1d:1m]) > ${THRESHOLD}`,
        `unless ${BUSY}`,
        'and on () count_over_time(otelcol_process_uptime_seconds_total{service_name="otelcol"}[1m])',
      ),
      threshold: {
        value: 0.9,
        meaning:
          'Share of the minutes of the last day with requests, above which a service without any counts as silent',
        most: 1,
      },
      for: '5m',
      summary: `${SERVICE} has sent no spans for 10 minutes`,
      description:
        `${SERVICE} handled requests in ${SHARE} of the last day, and none in the last 10 minutes: nobody calls it, it is ` +
        'down, or its spans do not arrive.',
      dashboard: dashboard('triptych-any-service', { service: SERVICE }),
      query: lines(`{service="${SERVICE}"}`),
    }),
  ],
};
