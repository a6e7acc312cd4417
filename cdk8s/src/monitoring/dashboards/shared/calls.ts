import { label, lines, THIS_LONG, toPage, traces } from '../explore.ts';
import { graph, type Size } from '../panels.ts';
import { INTERVAL, share } from '../promql.ts';
import { query } from '../queries.ts';

/** Selects calls between two services that send spans: the Collector has the spans of both ends. */
const ENDS = ['client=~"$service"', 'server=~"$service"'].map((end) => `${end}, connection_type!="virtual_node"`);
const calls = (series: string, labels = 'client, server') => {
  const ends = ENDS.map((end) => `rate(traces_service_graph_${series}{${end}}${INTERVAL})`);
  return `sum by (${labels}) (${ends.join(' or ')})`;
};
const p95 = `histogram_quantile(0.95, ${calls('request_server_seconds_bucket', 'le, client, server')})`;

const server = label('server');
const legend = '{{client}} → {{server}}';
const linksTo = (page: 'service' | 'any-service') => [
  toPage('The dashboard of the called service', page, { service: server }),
  lines('Its log lines', `{service="${server}"}`),
];

/** Calls from and to the chosen service; they link to dashboards of the other one. */
export const calledAndCalling = (size: Size, page: Parameters<typeof linksTo>[0], links = linksTo(page)) => [
  graph({
    ...size,
    title: 'Who calls $service, and whom does it call?',
    description:
      'Calls a second, counted by the Collector from the spans of both ends. A job counts as a call through the ' +
      'queue.',
    unit: 'reqps',
    queries: [query(calls('request_total'), { legend })],
    links: [...links, traces('Traces of the called service', { service: server })],
  }),
  graph({
    ...size,
    title: 'Which of these calls fail?',
    description:
      'Share of failed calls. If the called service is at fault, its own dashboard shows it; otherwise the network ' +
      'between them is.',
    unit: 'percentunit',
    max: 1,
    queries: [query(share(calls('request_failed_total'), calls('request_total')), { legend })],
    links: [...links, traces('Traces of the called service', { service: server })],
  }),
  graph({
    ...size,
    title: 'How long do these calls take?',
    description:
      '95 % of calls take less than this, as the called service measures it. A job takes until its attempt ends.',
    unit: 's',
    queries: [query(p95, { legend })],
    links: [...links, traces('Traces that took longer', { service: server, minDuration: THIS_LONG })],
  }),
];
