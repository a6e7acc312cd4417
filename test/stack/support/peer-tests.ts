import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Endpoints } from '@triptych/client/endpoints';
import { ask } from '@triptych/client/explore';
import { searchTraces } from '@triptych/client/jaeger';
import { activeAlerts } from '@triptych/client/prometheus';
import type { toJson } from '@triptych/client/request/json';
import { anyService } from '../../../cdk8s/src/monitoring/dashboards/any-service.ts';
import { exploreQueries, linksOf, panelsOf, queriesOf } from '../../../cdk8s/test/monitoring/support/dashboard.ts';
import { BUILT_IN, substitute } from '../../../cdk8s/test/monitoring/support/template.ts';
import type { Verdict } from '../../../cli/src/verify/verify.ts';
import { PEERS, type Peers, type Visits } from './peers.ts';
import { until } from './until.ts';

/** Both services, and the system that has their telemetry: a stack or a release. */
export interface Watched {
  readonly peers: Peers;
  readonly visits: Visits;
  readonly backends: Pick<Endpoints, 'jaeger' | 'loki' | 'prometheus'>;
  /** Runs the command, and resolves to what it prints. */
  triptych(...args: string[]): Promise<string>;
}

/** What the command shows of both services. */
export function commandKnowsPeers(watched: () => Watched): void {
  for (const service of PEERS)
    it(`have every link between their signals: ${service}`, async () => {
      const printed = await watched().triptych('verify', '--service', service, '--json');
      const { ok, checks } = JSON.parse(printed) as { ok: boolean; checks: Verdict[] };
      assert.deepEqual(
        checks.filter((check) => !check.ok || check.advice),
        [],
      );
      assert.ok(ok);
      const graph = checks.find(({ title }) => title.startsWith('the service graph'));
      assert.equal(graph?.got, 'shop → stock');
    });

  it('are shown as one request by "triptych trace"', async () => {
    const { backends, triptych } = watched();
    const [found] = await searchTraces(backends.jaeger, { service: 'shop' }, new Date(Date.now() - 60_000));
    const report = JSON.parse(await triptych('trace', found?.traceId ?? '', '--json')) as ReturnType<typeof toJson>;
    assert.deepEqual([report.services, report.state, report.missing], [['shop', 'stock'], 'ok', []]);
    assert.match(report.latency?.title ?? '', /^GET \/frames\/\{item\} of shop$/);
    const lines = report.log_lines.map(({ service, severity, message }) => `${service} ${severity} ${message}`);
    assert.deepEqual(lines, ['shop info frame asked', 'stock info stock of oak asked']);
  });
}

/** What Grafana shows of both services. */
export function dashboardHasPeers(watched: () => Watched): void {
  for (const service of PEERS)
    describe(`on the dashboard of any service: ${service}`, () => {
      for (const panel of panelsOf(anyService()))
        for (const asked of queriesOf(panel))
          it(`have data for "${panel.title}" (${asked.refId})`, async () => {
            const expr = substitute(asked.expr ?? '', { ...BUILT_IN, service });
            const answers = await until(
              expr,
              () => ask(watched().backends, { ...asked, expr }),
              ({ length }) => length > 0,
            );
            for (const [, label = ''] of (asked.legendFormat ?? '').matchAll(/\{\{(\w+)\}\}/g))
              assert.ok(
                answers.every(({ labels }) => labels[label]),
                `a series has no ${label} for its legend`,
              );
          });
    });
}

/** The page about an error budget that is spent. Prometheus has the short durations of a drill. */
export function budgetOfPeersBurns(watched: () => Watched): void {
  const firing = async () => {
    const alerts = await activeAlerts(watched().backends.prometheus);
    return alerts.flatMap(({ state, labels }) =>
      state === 'firing' && labels.alertname === 'ServiceErrorBudgetBurn' && labels.severity === 'page'
        ? [labels.service]
        : [],
    );
  };

  it('spend their error budget when they fail, and the alert ends when they work again', async () => {
    const { peers, visits } = watched();
    assert.deepEqual(await firing(), []);
    assert.equal(await peers.visit('broken'), 502);
    visits.item = 'broken';
    await until('an alert for each', firing, (services) => PEERS.every((name) => services.includes(name)), 120);
    for (const service of PEERS) await assertLeadsToFailures(service);
    visits.item = 'oak';
    await until('no alert', firing, ({ length }) => length === 0, 300);
  });

  /** The dashboard links from the failures of a service to its traces with errors. */
  async function assertLeadsToFailures(service: string): Promise<void> {
    const panel = panelsOf(anyService()).find(({ title }) => title === 'Which share of each operation fails?');
    assert.ok(panel);
    const url = linksOf(panel).find(({ title }) => title === 'Its failed traces')?.url ?? '';
    const span = service === 'shop' ? 'GET /frames/{item}' : 'GET /stock/<item>';
    const clicked = { '__field.labels.service_name': service, '__field.labels.span_name': span };
    const [search] = exploreQueries(substitute(url, { ...clicked, __from: '1', __to: '2' }));
    assert.ok(search);
    await until(
      `failed traces of ${service}`,
      () => ask(watched().backends, search),
      ({ length }) => length > 0,
    );
  }
}
