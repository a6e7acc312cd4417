import { type Recorded, recorded } from '../../slo/burn-rate.ts';
import { lines, toPage, traces } from '../explore.ts';
import { figure, graph, type Size } from '../panels.ts';
import { query } from '../queries.ts';
import { LEFT } from '../shared/budgets.ts';

/** Services that nobody here wrote have the default objectives, ours have their own, and the console has none. */
const chosen = (name: (series: Recorded) => string) => {
  const series = [recorded('service'), recorded('slo')].map((kind) => `${name(kind)}{service=~"$service"}`);
  return `max by (service, slo) (${series.join(' or ')})`;
};
const orNoObjective = (expr: string, value: number) =>
  `${expr} or on () label_replace(vector(${value}), "slo", "no objective", "", "")`;
const service = `\${service}`;

export const objectives = (size: Size) => [
  figure({
    ...size,
    width: 24 - size.width,
    title: 'How much of each error budget is left?',
    description:
      'Share that is left of the error budget of 30 days. The defaults: 99 % of requests and messages succeed, and 95 % of ' +
      'them within 1 s. The value "services" of the chart sets others.',
    unit: 'percentunit',
    signed: true,
    thresholds: LEFT,
    queries: [
      query(
        orNoObjective(
          chosen(({ budget }) => budget),
          1,
        ),
        { legend: '{{slo}}' },
      ),
    ],
    links: [traces('Its traces', { service }), toPage('The dashboard of objectives', 'objectives')],
  }),
  graph({
    ...size,
    title: 'Which share of events is bad, and how much is allowed?',
    description:
      'Share of requests and messages in the last hour that failed, or that took too long. A share of 14.4 times what is ' +
      'allowed spends 2 % of the budget of 30 days in an hour: then somebody is paged.',
    unit: 'percentunit',
    queries: [
      query(
        orNoObjective(
          chosen(({ ratio }) => ratio('1h')),
          0,
        ),
        { legend: '{{slo}}' },
      ),
      query(orNoObjective(`1 - ${chosen(({ target }) => target)}`, 0), { legend: 'allowed: {{slo}}', refId: 'B' }),
    ],
    links: [traces('Its traces', { service }), lines('Its log lines', `{service="${service}"}`)],
  }),
];
