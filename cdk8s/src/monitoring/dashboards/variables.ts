import { QueryVariableBuilder, VariableRefresh, VariableSort } from '@grafana/grafana-foundation-sdk/dashboard';
import { METRICS } from '@triptych/catalogue';
import { PROMETHEUS } from '../datasources.ts';

/** A variable: one value of a label of the selected series. */
export function choice(name: string, label: string, selector: string, labelName: string): QueryVariableBuilder {
  return new QueryVariableBuilder(name)
    .label(label)
    .datasource(PROMETHEUS)
    .query(`label_values(${selector}, ${labelName})`)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc);
}

/** A variable of several values; all by default. */
export function choices(...which: Parameters<typeof choice>): QueryVariableBuilder {
  return choice(...which)
    .multi(true)
    .includeAll(true)
    .allValue('.+')
    .current({ selected: true, text: 'All', value: '$__all' });
}

/** The variable that chooses services. */
export const SERVICE_CHOICE = ['service', 'Service', METRICS.httpServerActiveRequests.name, 'service_name'] as const;
