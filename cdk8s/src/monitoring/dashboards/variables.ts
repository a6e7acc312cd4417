import { QueryVariableBuilder, VariableRefresh, VariableSort } from '@grafana/grafana-foundation-sdk/dashboard';
import { METRICS } from '@triptych/catalogue';
import { PROMETHEUS } from '../datasources.ts';

/** One of the values that a label of some series has. */
export function choice(name: string, label: string, selector: string, of: string): QueryVariableBuilder {
  return new QueryVariableBuilder(name)
    .label(label)
    .datasource(PROMETHEUS)
    .query(`label_values(${selector}, ${of})`)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc);
}

/** Any of them, and all until somebody chooses. */
export function choices(...which: Parameters<typeof choice>): QueryVariableBuilder {
  return choice(...which)
    .multi(true)
    .includeAll(true)
    .allValue('.+')
    .current({ selected: true, text: 'All', value: '$__all' });
}

/** Our services by name. */
export const SERVICE_CHOICE = ['service', 'Service', METRICS.httpServerActiveRequests.name, 'service_name'] as const;
