import { alert } from '../rules/alert.ts';
import { dashboard, lines } from '../rules/links.ts';
import { OF_USERS, query, REQUESTS } from '../rules/promql.ts';
import type { RuleGroup } from '../rules/rule.ts';
import { SHARE } from '../rules/text.ts';
import { THRESHOLD } from '../rules/threshold.ts';

const UPLOADS = `service_name="user_svc", http_request_method="POST", http_route="/v1/conversions", ${OF_USERS}`;
const all = `sum(rate(${REQUESTS}{${UPLOADS}}[10m]))`;
// 499: the client went away.
const refused = `sum(rate(${REQUESTS}{${UPLOADS}, http_response_status_code=~"4..", http_response_status_code!="499"}[10m]))`;

/** Faults of callers, which no objective covers. */
export const requests: RuleGroup = {
  name: 'requests',
  rules: [
    alert({
      name: 'UploadsRejected',
      severity: 'ticket',
      service: 'user_svc',
      expr: query(`${refused} / ${all} > ${THRESHOLD}`, `and ${refused} * 600 >= 20`),
      threshold: {
        value: 0.5,
        meaning: 'Share of uploads that are rejected (0 to 1), above which the alert fires',
        most: 1,
      },
      for: '5m',
      summary: `${SHARE} of uploads are rejected`,
      description:
        `In the last 10 minutes user_svc rejected ${SHARE} of the uploads, and at least 20, with a 4xx status: a ` +
        'client sends unreadable pictures, a format or limit has changed, or somebody probes the service.',
      dashboard: dashboard('triptych-pictures'),
      query: lines('{service="user_svc"} | json | metadata_problem_code != ""'),
    }),
  ],
};
