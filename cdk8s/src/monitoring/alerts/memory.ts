import { alert } from '../rules/alert.ts';
import { dashboard, label, lines } from '../rules/links.ts';
import { query, SERVICES } from '../rules/promql.ts';
import type { RuleGroup } from '../rules/rule.ts';

const SERVICE = label('service_name');
const RSS = `process_resident_memory_bytes{${SERVICES}}`;
const onNode = dashboard('triptych-nodejs', { service: SERVICE });
const linesOfService = lines(`{service="${SERVICE}"}`);

/** Memory of the services themselves; converters are watched, and replaced, by image_svc. */
export const memory: RuleGroup = {
  name: 'memory',
  rules: [
    alert({
      name: 'HighMemoryUsage',
      severity: 'ticket',
      expr: `max by (service_name, service_instance_id) (${RSS}) > 1e9`,
      for: '5m',
      summary: `${SERVICE} uses {{ $value | humanize }}B of memory`,
      description:
        `${SERVICE} (instance ${label('service_instance_id')}) has had more than 1 GB of memory resident for 5 minutes; ` +
        'now it is {{ $value | humanize }}B. It idles below 120 MB.',
      dashboard: onNode,
      query: linesOfService,
    }),
    alert({
      name: 'MemoryGrowing',
      severity: 'ticket',
      // A heap that fills up once and is then collected grows fast as well, but not to twice what it had. And what grows
      // when work comes, and no more, has a trend for as long as it grew and half an hour: less than the hour.
      expr: query(
        `max by (service_name, service_instance_id) (predict_linear(${RSS}[30m], 4 * 3600)) > 1e9`,
        `and max by (service_name, service_instance_id) (${RSS}) > 2 * min by (service_name, service_instance_id) (min_over_time(${RSS}[6h]))`,
        `and max by (service_name, service_instance_id) (${RSS}) > 3e8`,
      ),
      for: '1h',
      summary: `${SERVICE} will use {{ $value | humanize }}B of memory in 4 hours`,
      description:
        `Memory of ${SERVICE} (instance ${label('service_instance_id')}) has more than doubled and goes on growing: in 4 hours ` +
        'it will be {{ $value | humanize }}B, above 1 GB. It looks like a leak.',
      dashboard: onNode,
      query: linesOfService,
    }),
  ],
};
