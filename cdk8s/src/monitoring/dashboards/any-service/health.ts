import { itsLines, itsTraces, SERVICE, THIS_LONG, traces } from '../explore.ts';
import { figure, type Size } from '../panels.ts';
import { quantile, share } from '../promql.ts';
import { query } from '../queries.ts';
import { FAILING } from '../shared/requests.ts';
import { DURATION, ENTRY, FAILED_ENTRY, spans } from './spans.ts';

const by = (where: string) => `sum by (service_name) (${spans(where)})`;

/** Rate, errors and duration of the chosen service in one number each. */
export const health = (size: Size) => [
  figure({
    ...size,
    title: 'Requests and messages a second',
    description:
      'Spans of kind SERVER and CONSUMER, counted before traces are sampled. If there are none, the service does not ' +
      'send such spans: "triptych verify --service NAME" says what to set.',
    unit: 'reqps',
    queries: [query(by(ENTRY))],
    links: [itsTraces, itsLines],
  }),
  figure({
    ...size,
    title: 'Share that fails',
    description: 'Requests and messages whose span has the status ERROR. A reply with 4xx is no error of the service.',
    unit: 'percentunit',
    max: 1,
    thresholds: FAILING,
    queries: [query(share(by(FAILED_ENTRY), by(ENTRY)))],
    links: [itsTraces, itsLines],
  }),
  figure({
    ...size,
    title: '95 % take less than',
    description: 'Time that the service takes for a request or a message, all operations together.',
    unit: 's',
    queries: [query(quantile(0.95, DURATION, 'service_name', ENTRY))],
    links: [traces('Traces that took longer', { service: SERVICE, minDuration: THIS_LONG }), itsLines],
  }),
];
