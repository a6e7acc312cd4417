import { alert } from '../rules/alert.ts';
import { dashboard, lines } from '../rules/links.ts';
import { query, REQUESTS } from '../rules/promql.ts';
import type { RuleGroup } from '../rules/rule.ts';

const UPLOADS = 'service_name="user_svc", http_request_method="POST", http_route="/v1/conversions"';
const all = `sum(rate(${REQUESTS}{${UPLOADS}}[10m]))`;
// 499 is a client that went away.
const refused = `sum(rate(${REQUESTS}{${UPLOADS}, http_response_status_code=~"4..", http_response_status_code!="499"}[10m]))`;

/** What callers send, as far as no objective covers it. */
export const requests: RuleGroup = {
  name: 'requests',
  rules: [
    alert({
      name: 'UploadsRejected',
      severity: 'ticket',
      service: 'user_svc',
      expr: query(`${refused} / ${all} > 0.5`, `and ${refused} * 600 >= 20`),
      for: '5m',
      summary: '{{ $value | humanizePercentage }} of uploads are rejected',
      description:
        'More than half of the uploads of 10 minutes, and at least 20, were refused (4xx): a client sends what cannot be ' +
        'read, a format or limit has changed, or somebody is trying what the service withstands.',
      dashboard: dashboard('triptych-pictures'),
      query: lines('{service="user_svc"} | json | metadata_problem_code != ""'),
    }),
  ],
};
