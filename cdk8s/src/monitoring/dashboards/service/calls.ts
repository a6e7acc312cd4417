import { label, lines, THIS_LONG, toPage, traces } from '../explore.ts';
import { graph, type Size } from '../panels.ts';
import { INTERVAL, share } from '../promql.ts';
import { query } from '../queries.ts';

/** Between two services of ours: those that the Collector has both spans of. */
const ENDS = ['client=~"$service"', 'server=~"$service"'].map((end) => `${end}, connection_type!="virtual_node"`);
const calls = (series: string, labels = 'client, server') => {
  const ends = ENDS.map((end) => `rate(traces_service_graph_${series}{${end}}${INTERVAL})`);
  return `sum by (${labels}) (${ends.join(' or ')})`;
};
const p95 = `histogram_quantile(0.95, ${calls('request_server_seconds_bucket', 'le, client, server')})`;

const server = label('server');
const legend = '{{client}} → {{server}}';
const links = [
  toPage('The dashboard of the one called', 'service', { service: server }),
  lines('Its log lines', `{service="${server}"}`),
];

/** What it asks of others, and others of it. */
export const calledAndCalling = (size: Size) => [
  graph({
    ...size,
    title: 'Who calls it, and whom does it call?',
    description: 'Calls a second, as the Collector pairs the spans of both ends. Jobs are calls through the queue.',
    unit: 'reqps',
    queries: [query(calls('request_total'), { legend })],
    links: [...links, traces('Traces of the one called', { service: server })],
  }),
  graph({
    ...size,
    title: 'Which of these calls fail?',
    description: 'As a share. Where the called one is at fault it shows on its own dashboard, else the way there is.',
    unit: 'percentunit',
    max: 1,
    queries: [query(share(calls('request_failed_total'), calls('request_total')), { legend })],
    links: [...links, traces('Traces of the one called', { service: server })],
  }),
  graph({
    ...size,
    title: 'How long do these calls take?',
    description: '95 % take less, as the one called has it; a job takes until its attempt is over.',
    unit: 's',
    queries: [query(p95, { legend })],
    links: [...links, traces('Traces that took longer', { service: server, minDuration: THIS_LONG })],
  }),
];
