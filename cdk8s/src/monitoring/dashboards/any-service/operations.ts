import { column, itsLines, label, SERVICE, THIS_LONG, traces } from '../explore.ts';
import { graph, heatMap, type Size, table } from '../panels.ts';
import { INTERVAL, p95, share } from '../promql.ts';
import { buckets, percentiles, query, rowsOf } from '../queries.ts';
import { DURATION, ENTRY, FAILED_ENTRY, spans } from './spans.ts';

const each = (where: string) => `sum by (service_name, span_name) (${spans(where)})`;
const within = (where: string) =>
  `sum by (service_name, span_name) (increase(traces_span_metrics_calls_total{${where}}[$__range]))`;
const legend = '{{span_name}}';
const operation = label('span_name');
const itsOperation = traces('Traces of this operation', { service: SERVICE, operation });
const slower = traces('Traces that took longer', { service: SERVICE, operation, minDuration: THIS_LONG });

/** Rate, errors and duration of the operations of the chosen service. */
export const operations = (size: Size) => [
  graph({
    ...size,
    title: 'Which operations are called?',
    description: 'Requests and messages a second, by the name of their span.',
    unit: 'reqps',
    queries: [query(each(ENTRY), { legend })],
    links: [itsOperation, itsLines],
  }),
  graph({
    ...size,
    title: 'Which share of each operation fails?',
    description: 'Spans with the status ERROR as a share of all, by the name of the span.',
    unit: 'percentunit',
    max: 1,
    queries: [query(share(each(FAILED_ENTRY), each(ENTRY)), { legend })],
    links: [traces('Its failed traces', { service: SERVICE, operation, tags: 'error=true' }), itsOperation, itsLines],
  }),
  graph({
    ...size,
    title: 'Which operations are slow?',
    description: '95 % of requests and messages take less than this, by the name of their span.',
    unit: 's',
    queries: [query(p95(DURATION, 'service_name, span_name', ENTRY), { legend })],
    links: [slower, itsLines],
  }),
];

/** How durations are distributed: quantiles, and how many spans were how slow at which time. */
export const durations = (size: Size) => [
  graph({
    ...size,
    title: 'How long do requests and messages take?',
    description: '50 %, 95 % and 99 % take less than this. Each point is one span: click it for its trace.',
    unit: 's',
    queries: percentiles(DURATION, [0.5, 0.95, 0.99], { by: 'service_name', where: ENTRY }),
    links: [traces('Traces that took longer', { service: SERVICE, minDuration: THIS_LONG }), itsLines],
  }),
  heatMap({
    ...size,
    title: 'How many are slow, and when?',
    description:
      'Requests and messages by their duration: the darker a cell, the more. Two bands mean two kinds of request, ' +
      'for example from a cache and without it. Each point is one span: click it for its trace.',
    unit: 's',
    queries: [buckets(`sum by (le) (rate(${DURATION.name}_bucket{${ENTRY}}${INTERVAL}))`)],
  }),
];

export const failures = (size: Size) =>
  table({
    ...size,
    title: 'Which operations failed in the time shown, and how often?',
    description:
      'Each operation with its number of failures, and its number of requests or messages. The operation with most ' +
      'failures comes first; click it for its traces.',
    queries: [rowsOf(`${within(FAILED_ENTRY)} or 0 * ${within(ENTRY)}`, 'A'), rowsOf(within(ENTRY), 'B')],
    columns: { span_name: 'Operation', 'Value #A': 'Failed', 'Value #B': 'All' },
    sortBy: 'Failed',
    links: [traces('Traces of this operation', { service: `\${service}`, operation: column('span_name') })],
  });
