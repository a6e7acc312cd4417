import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Conversion } from '@triptych/contracts';
import { dashboards } from '../../cdk8s/src/monitoring/dashboards/index.ts';
import {
  exploreQueries,
  linksOf,
  panelsOf,
  type Query,
  queriesOf,
} from '../../cdk8s/test/monitoring/support/dashboard.ts';
import type { DataSources } from '../../cdk8s/test/monitoring/support/grafana-types.ts';
import { readProvisioning } from '../../cdk8s/test/monitoring/support/provisioning.ts';
import { ANY_VALUES, substitute } from '../../cdk8s/test/monitoring/support/template.ts';
import { requestJson } from '../../cli/src/clients/http.ts';
import { findLines } from '../../cli/src/clients/loki.ts';
import { queryExemplars } from '../../cli/src/clients/prometheus.ts';
import { api, bringUp, type TestStack } from './support/conversions.ts';
import { crashConversion } from './support/faults.ts';
import { type Answer, ask, formatTags, traceView } from './support/grafana.ts';
import { photo } from './support/pictures.ts';
import { until } from './support/until.ts';

const some = (found: readonly unknown[]) => found.length > 0;
const [prometheus, loki, jaeger] = (readProvisioning('datasources/triptych.yaml') as DataSources).datasources;

describe('Grafana', () => {
  let stack: TestStack;
  let conversion: Conversion;
  const since = new Date(Date.now() - 60_000);

  before(async () => {
    stack = await bringUp();
    const client = api(stack);
    const convert = async (format: 'webp' | 'avif' | 'jpeg' | 'png') =>
      client.follow(await client.start(await photo(), { format }));
    // So that the services have something to say about their telemetry.
    await stack.stop('otelcol');
    await convert('jpeg');
    await stack.start('otelcol');
    conversion = await convert('webp');
    await Promise.all([convert('avif'), convert('png')]);
    await fetch(stack.url('user_svc', '/v1/conversions?format=webp'), { method: 'POST', body: 'not a picture' });
    await crashConversion(stack);
  });
  after(() => stack?.down());

  const made = dashboards().map(({ json }) => JSON.parse(json));
  for (const dashboard of made) {
    for (const panel of panelsOf(dashboard)) {
      for (const query of queriesOf(panel)) {
        it(`has data for "${panel.title}" (${query.refId})`, async () => {
          const answers = await answersTo(query);
          for (const [, label = ''] of (query.legendFormat ?? '').matchAll(/\{\{(\w+)\}\}/g)) {
            assert.ok(
              answers.every(({ labels }) => labels[label]),
              `a series has no ${label} for its legend`,
            );
          }
          if (query.exemplar) await assertExemplarsOpenTraces(query);
        });
      }

      for (const link of linksOf(panel)) {
        it(`leads from "${panel.title}" by "${link.title}" to something`, async () => {
          const series = (await Promise.all(queriesOf(panel).map(answersTo))).flat();
          const wanted = [...link.url.matchAll(/__field\.labels\.(\w+)/g)].map(([, label = '']) => label);
          const clickable = series.filter(({ labels }) => wanted.every((label) => labels[label]));
          const queries = clickable.flatMap((one) => exploreQueries(substitute(link.url, inLink(one))));
          assert.ok(some(queries), 'no series has the labels that the link needs');
          await until(
            JSON.stringify(queries),
            async () => (await Promise.all(queries.map((query) => ask(stack, query)))).flat(),
            some,
          );
        });
      }
    }

    it(`has values for the variables of "${dashboard.title}"`, async () => {
      for (const { query } of dashboard.templating.list) {
        const [, series = '', label] = /^label_values\((\w+), (\w+)\)$/.exec(query) ?? [];
        const url = stack.url('prometheus', `/api/v1/label/${label}/values?match[]=${series}`);
        const { data } = await requestJson<{ data: string[] }>(url);
        assert.deepEqual(data, ['image_svc', 'job_svc', 'user_svc']);
      }
    });

    it(`marks starts on the panels of "${dashboard.title}"`, async () => {
      for (const annotation of dashboard.annotations.list) assert.ok((await answersTo(annotation)).length >= 3);
    });
  }

  it('leads from a log line to its trace, and to all lines of its request', async () => {
    const logql = `{service="image_svc"} | request_id="${conversion.request_id}"`;
    const [line] = await until(logql, () => findLines(stack.url('loki'), logql), some);
    const followed = await Promise.all(
      (loki.jsonData.derivedFields ?? []).map(({ matcherRegex, url = '', datasourceUid }) => {
        const [, value = ''] = Object.entries(line?.labels ?? {}).find(([key]) => RegExp(matcherRegex).test(key)) ?? [];
        const target = substitute(url, { '__value.raw': value });
        if (!datasourceUid) return Promise.all(exploreQueries(target).map((query) => ask(stack, query)));
        return traceView(stack, target);
      }),
    );
    const [spans = [], [lines = []] = []] = followed as [unknown[], Answer[][]];
    assert.ok(spans.length >= 10);
    const services = new Set((lines as Answer[]).map(({ labels }) => labels.service));
    assert.deepEqual([...services].sort(), ['image_svc', 'job_svc', 'user_svc']);
  });

  it('leads from every span of a trace to the log lines of all services, and to the metrics of spans like it', async () => {
    const { tracesToLogsV2: logs, tracesToMetrics: metrics } = jaeger.jsonData;
    for (const span of await traceView(stack, conversion.trace_id ?? '')) {
      const expr = substitute(logs?.query ?? '', { '__span.traceId': span.traceId });
      const lines = await ask(stack, { datasource: loki, expr });
      const services = new Set(lines.map(({ labels }) => labels.service));
      assert.equal(services.size, 3, `${expr} finds lines of ${[...services]}`);
      for (const { query = '' } of metrics?.queries ?? []) {
        const __tags = formatTags(span, metrics?.tags ?? []);
        await answersTo({ datasource: prometheus, expr: substitute(query, { __tags }) });
      }
    }
  });

  function answersTo(query: Query): Promise<Answer[]> {
    const asked = query.expr === undefined ? query : { ...query, expr: substitute(query.expr, ANY_VALUES) };
    return until(asked.expr ?? JSON.stringify(asked), () => ask(stack, asked), some);
  }

  async function assertExemplarsOpenTraces({ expr = '' }: Query): Promise<void> {
    // Grafana sends the whole query, and Prometheus takes the selectors out of it.
    const exemplars = await queryExemplars(stack.url('prometheus'), substitute(expr, ANY_VALUES), since);
    assert.ok(some(exemplars), 'no exemplars');
    const last = exemplars.sort((a, b) => b.time - a.time)[0];
    assert.ok((await traceView(stack, last?.traceId ?? '')).length > 0);
  }

  /** What Grafana knows of a click. Low on the line, as an interpolated percentile may be above all measurements. */
  function inLink({ labels }: Answer): Record<string, string> {
    const fields = Object.entries(labels).map(([name, value]) => [`__field.labels.${name}`, value]);
    const range = { __from: `${since.getTime()}`, __to: `${Date.now()}` };
    return { ...ANY_VALUES, ...range, '__value.raw': '0.001', ...Object.fromEntries(fields) };
  }
});
