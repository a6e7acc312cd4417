import { alert } from '../rules/alert.ts';
import { dashboard, lines } from '../rules/links.ts';
import { query, SERVICES } from '../rules/promql.ts';
import type { RuleGroup } from '../rules/rule.ts';
import { BYTES, label } from '../rules/text.ts';

const SERVICE = label('service_name');
const RSS = `process_resident_memory_bytes{${SERVICES}}`;
const onNode = dashboard('triptych-nodejs', { service: SERVICE });
const linesOfService = lines(`{service="${SERVICE}"}`);

/** Memory of the services themselves. image_svc watches its converters and replaces them. */
export const memory: RuleGroup = {
  name: 'memory',
  rules: [
    alert({
      name: 'HighMemoryUsage',
      severity: 'ticket',
      expr: `max by (service_name, service_instance_id) (${RSS}) > 1e9`,
      for: '5m',
      summary: `${SERVICE} uses ${BYTES} of memory`,
      description:
        `${SERVICE} (instance ${label('service_instance_id')}) has used more than 1 GB of resident memory for 5 ` +
        `minutes, and uses ${BYTES} now. An idle service uses less than 150 MB.`,
      dashboard: onNode,
      query: linesOfService,
    }),
    alert({
      name: 'MemoryGrowing',
      severity: 'ticket',
      // A heap that fills up once and is then collected also grows fast, but not to twice its size. Memory that grows only
      // when work arrives has a trend while it grows and for 30 minutes after, which is less than the hour below.
      expr: query(
        `max by (service_name, service_instance_id) (predict_linear(${RSS}[30m], 4 * 3600)) > 1e9`,
        `and max by (service_name, service_instance_id) (${RSS}) > 2 * min by (service_name, service_instance_id) (min_over_time(${RSS}[6h]))`,
        `and max by (service_name, service_instance_id) (${RSS}) > 3e8`,
      ),
      for: '1h',
      summary: `${SERVICE} will use ${BYTES} of memory in 4 hours`,
      description:
        `The memory of ${SERVICE} (instance ${label('service_instance_id')}) has more than doubled and still grows: ` +
        `in 4 hours it will be ${BYTES}, above 1 GB. It looks like a leak.`,
      dashboard: onNode,
      query: linesOfService,
    }),
  ],
};
