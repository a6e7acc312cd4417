import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { findLines } from '@triptych/client/loki';
import { labelValues, queryExemplars } from '@triptych/client/prometheus';
import type { Conversion } from '@triptych/contracts';
import { SERVICE_NAMES } from '@triptych/parts';
import { dashboards } from '../../../cdk8s/src/monitoring/dashboards/index.ts';
import { OBJECTIVES } from '../../../cdk8s/src/monitoring/slo/objectives.ts';
import {
  exploreQueries,
  linksOf,
  type PageLink,
  pageLink,
  panelsOf,
  type Query,
  queriesOf,
  type Variable,
  variablesOf,
} from '../../../cdk8s/test/monitoring/support/dashboard.ts';
import type { DataSources } from '../../../cdk8s/test/monitoring/support/grafana-types.ts';
import { readProvisioning } from '../../../cdk8s/test/monitoring/support/provisioning.ts';
import { BUILT_IN, substitute } from '../../../cdk8s/test/monitoring/support/template.ts';
import { api, type TestStack } from '../support/conversions.ts';
import { type Answer, ask, formatTags, traceView } from '../support/grafana.ts';
import { photo } from '../support/pictures.ts';
import { until } from '../support/until.ts';

const some = (found: readonly unknown[]) => found.length > 0;
const [prometheus, loki, jaeger] = (readProvisioning('datasources/triptych.yaml') as DataSources).datasources;

/** What each variable offers on this stack. */
const OFFERED: Readonly<Record<string, readonly string[]>> = {
  service: SERVICE_NAMES.toSorted(),
  slo: OBJECTIVES.map(({ name }) => name).sort(),
  backend: ['alertmanager', 'jaeger', 'loki', 'prometheus'],
};
/** Empty without a cluster: test/cluster/dashboards.test.ts asks for it. */
const ELSEWHERE = 'triptych-kubernetes';

type Values = Readonly<Record<string, string>>;

export function grafana(running: () => TestStack): void {
  describe('Grafana', () => {
    let stack: TestStack;
    let conversion: Conversion;
    let uploads: NodeJS.Timeout;
    const since = new Date(Date.now() - 60_000);

    before(async () => {
      stack = running();
      const client = api(stack);
      const convert = async (picture: Buffer) => client.follow(await client.start(picture, { format: 'webp' }));
      conversion = await convert(await photo());
      // A truncated picture and an unknown conversion: two mistakes of callers that dashboards count.
      await convert((await photo()).subarray(0, 1000));
      await fetch(stack.url('user_svc', `/v1/conversions/${randomUUID()}`));
      // An upload through the console, and one that it refuses: what it only reads is no request in its metrics.
      const upload = (body: Uint8Array<ArrayBuffer>, headers = {}) =>
        fetch(stack.url('console', '/v1/conversions?format=webp'), { method: 'POST', body, headers });
      const picture = new Uint8Array(await photo());
      const useConsole = async () => {
        await upload(picture);
        await upload(new Uint8Array(1), { origin: 'http://elsewhere.example' });
      };
      await useConsole();
      // Rates look back a minute, and the dashboards take several.
      uploads = setInterval(() => void useConsole().catch(() => {}), 15_000);
    });
    after(() => clearInterval(uploads));

    const made = dashboards().map(({ json }) => JSON.parse(json));
    for (const dashboard of made.filter(({ uid }) => uid !== ELSEWHERE)) {
      describe(`on the dashboard "${dashboard.title}"`, () => {
        const choices = choicesOf(variablesOf(dashboard));

        for (const { name, selector, label } of variablesOf(dashboard)) {
          it(`has values for the variable "${name}"`, async () => {
            const offered = () => labelValues(stack.url('prometheus'), label, selector);
            const wanted = OFFERED[name] ?? [];
            assert.deepEqual(
              await until(`values of ${label} in ${selector}`, offered, ({ length }) => length === wanted.length),
              wanted,
            );
          });
        }

        for (const panel of panelsOf(dashboard)) {
          for (const query of queriesOf(panel)) {
            it(`has data for "${panel.title}" (${query.refId})`, async () => {
              for (const values of choices) {
                const answers = await answersTo(query, values);
                for (const [, label = ''] of (query.legendFormat ?? '').matchAll(/\{\{(\w+)\}\}/g)) {
                  assert.ok(
                    answers.every(({ labels }) => labels[label]),
                    `a series has no ${label} for its legend`,
                  );
                }
                if (query.exemplar) await assertExemplarsOpenTraces(query, values);
              }
            });
          }

          for (const link of linksOf(panel)) {
            it(`leads from "${panel.title}" by "${link.title}" to something`, async () => {
              for (const values of choices) {
                const series = (await Promise.all(queriesOf(panel).map((query) => answersTo(query, values)))).flat();
                const wanted = [...link.url.matchAll(/__(?:field\.labels|data\.fields)\.(\w+)/g)].map(
                  ([, label = '']) => label,
                );
                const clickable = series.filter(({ labels }) => wanted.every((label) => labels[label]));
                assert.ok(some(clickable), 'no series has the labels that the link needs');
                // While nothing fails, there is no failure to show.
                const isAboutFailures = link.url.includes(encodeURIComponent('error=true'));
                if (isAboutFailures && clickable.every(({ value }) => value === 0)) continue;
                await assertLeadsToSomething(clickable.map((one) => substitute(link.url, inLink(one, values))));
              }
            });
          }
        }

        it('marks starts on its panels', async () => {
          for (const annotation of dashboard.annotations.list) {
            for (const values of choices) await answersTo(annotation, values);
          }
        });
      });
    }

    it('leads from a log line to its trace, to all lines of its request, and to the dashboard of its service', async () => {
      const logql = `{service="image_svc"} | request_id="${conversion.request_id}"`;
      const [line] = await until(logql, () => findLines(stack.url('loki'), logql), some);
      const followed = await Promise.all(
        (loki.jsonData.derivedFields ?? []).map(({ matcherRegex, url = '', datasourceUid }) => {
          const [, value = ''] =
            Object.entries(line?.labels ?? {}).find(([key]) => RegExp(matcherRegex).test(key)) ?? [];
          const target = substitute(url, { '__value.raw': value });
          const page = pageLink(target);
          if (page) return [page];
          if (!datasourceUid) return Promise.all(exploreQueries(target).map((query) => ask(stack, query)));
          return traceView(stack, target);
        }),
      );
      const [spans = [], [lines = []] = [], [page] = []] = followed as [unknown[], Answer[][], PageLink[]];
      assert.deepEqual(page, { uid: 'triptych-any-service', variables: { service: 'image_svc' } });
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

    function answersTo(query: Query, values: Values = {}): Promise<Answer[]> {
      const known = { ...BUILT_IN, ...values };
      const asked = query.expr === undefined ? query : { ...query, expr: substitute(query.expr, known) };
      return until(asked.expr ?? JSON.stringify(asked), () => ask(stack, asked), some);
    }

    async function assertExemplarsOpenTraces({ expr = '' }: Query, values: Values): Promise<void> {
      // Grafana sends the whole query, and Prometheus takes the selectors out of it.
      const asked = substitute(expr, { ...BUILT_IN, ...values });
      const exemplars = await queryExemplars(stack.url('prometheus'), asked, since);
      assert.ok(some(exemplars), `no exemplars of ${asked}`);
      const last = exemplars.sort((a, b) => b.time - a.time)[0];
      assert.ok((await traceView(stack, last?.traceId ?? '')).length > 0);
    }

    /** Each is a dashboard with a choice that it offers; or of the pages of Explore one shows something. */
    async function assertLeadsToSomething(urls: readonly string[]): Promise<void> {
      const pages = urls.flatMap((url) => pageLink(url) ?? []);
      for (const { uid, variables } of pages) {
        assert.ok(made.some((dashboard) => dashboard.uid === uid));
        for (const [name, value] of Object.entries(variables)) {
          assert.ok(OFFERED[name]?.includes(value), `${uid} has no ${name} "${value}"`);
        }
      }
      if (some(pages)) return;
      const queries = [...new Set(urls)].flatMap(exploreQueries);
      const found = async () => (await Promise.all(queries.map((query) => ask(stack, query)))).flat();
      await until(JSON.stringify(queries), found, some);
    }

    /** What Grafana knows of a click. Low on the line, as an interpolated percentile may be above all measurements. */
    function inLink({ labels }: Answer, values: Values): Record<string, string> {
      const fields = Object.entries(labels).flatMap(([name, value]) => [
        [`__field.labels.${name}`, value],
        [`__data.fields.${name}`, value],
      ]);
      const range = { __from: `${since.getTime()}`, __to: `${Date.now()}` };
      return { ...values, ...range, '__value.raw': '0.001', ...Object.fromEntries(fields) };
    }
  });
}

/** What a dashboard is looked at with: all at once where that can be chosen, else each value in turn. */
function choicesOf(variables: readonly Variable[]): Values[] {
  return variables.reduce<Values[]>(
    (choices, { name, all }) => {
      const values = all === undefined ? (OFFERED[name] ?? []) : [all];
      return choices.flatMap((chosen) => values.map((value) => ({ ...chosen, [name]: value })));
    },
    [{}],
  );
}
