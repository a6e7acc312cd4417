import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { objectiveRules, readServices } from '@triptych/objectives';
import { NAMESPACE } from '../../cdk8s/src/monitoring/rules/scope.ts';
import { runPromtool } from './support/promtool.ts';
import { FOLDER, groupsIn, pathOf } from './support/rules.ts';
import { lasting, succeeding } from './support/spans.ts';
import { traffic } from './support/traffic.ts';

/** Of 20 requests one fails, and one takes more than half a second. */
const ONE_OF_TWENTY = traffic([[190, 10, 60]], 60);
const spansOf = (service: string) => ({
  ...succeeding({ service })(ONE_OF_TWENTY),
  ...lasting({ service }, '0.5')(ONE_OF_TWENTY),
  ...lasting({ service }, '1')(traffic([[200, 0, 60]], 60)),
});

describe('the rules of objectives that an operator sets', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'triptych-objectives-'));
  });
  after(() => rm(folder, { recursive: true }));

  it('replace the defaults of one service, and of no other', async () => {
    const services = readServices(
      'services: [{name: checkout, availability: 0.9, latency: {target: 0.999, seconds: 0.5}}, {name: basket}]',
    );
    const rules = objectiveRules(services);
    const file = join(folder, 'service-objectives.yaml');
    await writeFile(file, JSON.stringify(rules));
    const values = (name: string, ...samples: readonly (readonly [labels: string, value: number])[]) => ({
      eval_time: '30m',
      expr: name,
      exp_samples: samples.map(([labels, value]) => ({ labels: `${name}{${labels}}`, value })),
    });
    await runPromtool({
      rule_files: [file, pathOf('services')],
      evaluation_interval: '1m',
      group_eval_order: [...rules.groups, ...groupsIn('services')].map(({ name }) => name),
      tests: [
        {
          interval: '1m',
          input_series: Object.entries({ ...spansOf('checkout'), ...spansOf('basket') }).map(([series, counts]) => ({
            series,
            values: counts,
          })),
          promql_expr_test: [
            values(
              'service:objective:ratio',
              ['service="checkout", slo="availability"', 0.9],
              ['service="basket", slo="availability"', 0.99],
              ['service="checkout", slo="latency"', 0.999],
              ['service="basket", slo="latency"', 0.95],
            ),
            values('service:latency_bound:info', ['service="checkout", le="0.5"', 1], ['service="basket", le="1"', 1]),
            {
              eval_time: '30m',
              expr: 'count by (alertname, service) (ALERTS{alertstate="firing"})',
              exp_samples: [
                // 5 % fail, which is less than 10 %, and more than 1 %.
                { labels: '{alertname="ServiceErrorBudgetBurn", service="basket"}', value: 1 },
                // As many take more than 0.5 s, and none takes more than 1 s.
                { labels: '{alertname="ServiceLatencyBudgetBurn", service="checkout"}', value: 2 },
              ],
            },
          ],
        },
      ],
    });
  });

  it('hold for one of two releases in one Prometheus', async () => {
    const releases = ['red', 'blue'];
    const shared = readFileSync(resolve(FOLDER, '../rules-shared/services.yaml'), 'utf8');
    const override = objectiveRules([{ name: 'checkout', availability: 0.9, latency: { seconds: 5 } }], {
      namespace: 'red',
    });
    const files = [
      ...releases.map((release) => [`${release}.yaml`, shared.replaceAll(NAMESPACE, release)] as const),
      ['red-service-objectives.yaml', JSON.stringify(override)] as const,
    ];
    for (const [name, text] of files) await writeFile(join(folder, name), text);
    const series = releases.flatMap((release) =>
      Object.entries(spansOf('checkout')).map(([selector, values]) => ({
        series: selector.replace('{', `{k8s_namespace_name="${release}", `),
        values,
      })),
    );
    await runPromtool({
      rule_files: files.map(([name]) => join(folder, name)),
      evaluation_interval: '1m',
      tests: [
        {
          interval: '1m',
          input_series: series,
          promql_expr_test: [
            {
              eval_time: '30m',
              expr: 'sum by (namespace) (service:objective:ratio{slo="availability"})',
              exp_samples: [
                { labels: '{namespace="red"}', value: 0.9 },
                { labels: '{namespace="blue"}', value: 0.99 },
              ],
            },
            {
              eval_time: '30m',
              expr: 'count by (namespace, le) (service:latency_bound:info)',
              exp_samples: [
                { labels: '{namespace="red", le="5"}', value: 1 },
                { labels: '{namespace="blue", le="1"}', value: 1 },
              ],
            },
          ],
        },
      ],
    });
  });
});
