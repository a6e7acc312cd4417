import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { searchTraces } from '@triptych/client/jaeger';
import { activeAlerts, query } from '@triptych/client/prometheus';
import type { toJson } from '@triptych/client/request/json';
import { anyService } from '../../cdk8s/src/monitoring/dashboards/any-service.ts';
import { exploreQueries, linksOf, panelsOf, queriesOf } from '../../cdk8s/test/monitoring/support/dashboard.ts';
import { BUILT_IN, substitute } from '../../cdk8s/test/monitoring/support/template.ts';
import { writeScaled } from '../../cli/src/drill/local/folder.ts';
import type { Verdict } from '../../cli/src/verify/verify.ts';
import { repository } from '../support/programs.ts';
import { bringUp, type TestStack } from './support/conversions.ts';
import { ask } from './support/grafana.ts';
import { keepVisiting, PEERS, type Peers, startPeers } from './support/peers.ts';
import { until } from './support/until.ts';

describe('two services that nobody here wrote, in Go and in Python', () => {
  let stack: TestStack;
  let peers: Peers;
  let visits: AsyncDisposable;
  let backends: string;
  /** What every visit asks for. */
  let item = 'oak';

  before(async () => {
    // With durations as short as in a drill: an alert looks back an hour.
    backends = await mkdtemp(join(tmpdir(), 'triptych-peers-'));
    cpSync(join(repository, 'backends'), backends, { recursive: true });
    writeScaled(join(repository, 'backends'), backends);
    const env = { TRIPTYCH_BACKENDS_DIR: backends, PROMETHEUS_FLAGS: '--query.lookback-delta=30s' };
    stack = await bringUp({ only: ['otelcol', 'jaeger', 'loki', 'prometheus'], env });
    peers = await startPeers(stack);
    visits = keepVisiting(peers, () => item);
  });
  after(async () => {
    await visits?.[Symbol.asyncDispose]();
    await peers?.[Symbol.asyncDispose]();
    await stack?.down();
    await rm(backends, { recursive: true, force: true });
  });

  for (const service of PEERS)
    it(`have every link between their signals: ${service}`, async () => {
      const { stdout } = await stack.triptych('verify', '--service', service, '--json');
      const { ok, checks } = JSON.parse(stdout) as { ok: boolean; checks: Verdict[] };
      assert.deepEqual(
        checks.filter((check) => !check.ok || check.advice),
        [],
      );
      assert.ok(ok);
      const graph = checks.find(({ title }) => title.startsWith('the service graph'));
      assert.equal(graph?.got, 'shop → stock');
    });

  it('are told from a service that sends nothing', async () => {
    const failed = await stack.triptych('verify', '--service', 'mailer', '--timeout', '1').then(
      () => assert.fail('it must exit 1'),
      (error: { code: number; stdout: string }) => error,
    );
    assert.equal(failed.code, 1);
    assert.match(failed.stdout, /✘ a recent trace.*Jaeger has spans of shop, stock.*OTEL_SERVICE_NAME=mailer/s);
  });

  it('are shown as one request by "triptych trace"', async () => {
    const [found] = await searchTraces(stack.url('jaeger'), { service: 'shop' }, new Date(Date.now() - 60_000));
    const { stdout } = await stack.triptych('trace', found?.traceId ?? '', '--json');
    const report = JSON.parse(stdout) as ReturnType<typeof toJson>;
    assert.deepEqual([report.services, report.state, report.missing], [['shop', 'stock'], 'ok', []]);
    assert.match(report.latency?.title ?? '', /^GET \/frames\/\{item\} of shop$/);
    const lines = report.log_lines.map(({ service, severity, message }) => `${service} ${severity} ${message}`);
    assert.deepEqual(lines, ['shop info frame asked', 'stock info stock of oak asked']);
  });

  for (const service of PEERS)
    describe(`on the dashboard of any service: ${service}`, () => {
      for (const panel of panelsOf(anyService()))
        for (const asked of queriesOf(panel))
          it(`have data for "${panel.title}" (${asked.refId})`, async () => {
            const expr = substitute(asked.expr ?? '', { ...BUILT_IN, service });
            const answers = await until(
              expr,
              () => ask(stack, { ...asked, expr }),
              ({ length }) => length > 0,
            );
            for (const [, label = ''] of (asked.legendFormat ?? '').matchAll(/\{\{(\w+)\}\}/g))
              assert.ok(
                answers.every(({ labels }) => labels[label]),
                `a series has no ${label} for its legend`,
              );
          });
    });

  it('have the default objectives', async () => {
    const promised = () => query(stack.url('prometheus'), 'service:objective:ratio');
    const found = await until('an objective of each kind for each', promised, ({ length }) => length === 4);
    assert.deepEqual(
      found.map(({ labels, value }) => `${labels.service} ${labels.slo} ${value}`).sort(),
      PEERS.flatMap((name) => [`${name} availability 0.99`, `${name} latency 0.95`]),
    );
  });

  it('spend their error budget when they fail, and the alert ends when they work again', async () => {
    const firing = async () => {
      const alerts = await activeAlerts(stack.url('prometheus'));
      return alerts.flatMap(({ state, labels }) =>
        state === 'firing' && labels.alertname === 'ServiceErrorBudgetBurn' && labels.severity === 'page'
          ? [labels.service]
          : [],
      );
    };
    assert.deepEqual(await firing(), []);
    assert.equal(await peers.visit('broken'), 502);
    item = 'broken';
    await until('an alert for each', firing, (services) => PEERS.every((name) => services.includes(name)), 120);
    for (const service of PEERS) await assertLeadsToFailures(service);
    item = 'oak';
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
      () => ask(stack, search),
      ({ length }) => length > 0,
    );
  }
});
