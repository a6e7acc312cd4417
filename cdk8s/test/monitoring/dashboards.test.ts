import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { ATTRIBUTES, LOG_EVENTS } from '@triptych/telemetry/catalogue';
import { DASHBOARDS, dashboards } from '../../src/monitoring/dashboards/index.ts';
import { SERIES } from '../../src/monitoring/dashboards/series.ts';
import { boxesOf, exploreQueries, linksOf, panelsOf, type Query, queriesOf } from './support/dashboard.ts';
import { logqlFaults, logqlNames, promqlFaults, promqlNames } from './support/grammar.ts';
import { ANY_VALUES, substitute } from './support/template.ts';

/** What Grafana puts into a link: labels of the series that was clicked on, its value, and the time shown. */
const IN_LINKS = new Proxy<Record<string, string>>(
  { ...ANY_VALUES, __from: '1', __to: '2', '__value.raw': '1' },
  { get: (known, name: string) => known[name] ?? (name.startsWith('__field.labels.') ? 'any' : undefined) },
);
/** The grid of a dashboard: its width, and how many lines of it a screen of 1080 has below Grafana's own. */
const WIDTH = 24;
const SCREEN = 24;
/** Beside the attributes of a line, which `| json` prefixes. */
const LINE_LABELS = ['service', 'severity', 'message', 'request_id', 'trace_id', 'span_id'];

for (const [file, make] of Object.entries(DASHBOARDS)) {
  describe(`the dashboard ${file}`, () => {
    const dashboard = make();
    const panels = panelsOf(dashboard);
    const asked = [
      ...panels.flatMap((panel) => queriesOf(panel).map((query) => withExpr(query, ANY_VALUES))),
      ...panels.flatMap((panel) => linksOf(panel).flatMap(({ url }) => exploreQueries(substitute(url, IN_LINKS)))),
      ...(dashboard.annotations?.list ?? []).map((query) => withExpr(query as Query, ANY_VALUES)),
    ];
    const of = (uid: string) =>
      asked.flatMap(({ datasource, expr }) => (datasource?.uid === uid && expr ? [expr] : []));

    it('asks Prometheus in PromQL', () => {
      assert.ok(of('prometheus').length >= panels.length / 2);
      assert.deepEqual(of('prometheus').flatMap(promqlFaults), []);
    });

    it('asks Loki in LogQL', () => {
      assert.ok(of('loki').length > 0);
      assert.deepEqual(of('loki').flatMap(logqlFaults), []);
    });

    it('asks for no series and no label that nothing makes', () => {
      const unknown = of('prometheus').flatMap((expr) => {
        const { series, grouping } = promqlNames(expr);
        const labels = new Set(series.flatMap(({ name }) => SERIES.get(name) ?? []));
        return [
          ...series.filter(({ name }) => !SERIES.has(name)).map(({ name }) => `${name} in ${expr}`),
          ...series.flatMap(({ name, labels }) =>
            labels
              .filter((label) => !SERIES.get(name)?.includes(label))
              .map((label) => `${label} of ${name} in ${expr}`),
          ),
          ...grouping.filter((label) => !labels.has(label)).map((label) => `${label} in ${expr}`),
        ];
      });
      assert.deepEqual(unknown, []);
    });

    it('looks for no log line that nothing writes', () => {
      const events = Object.keys(LOG_EVENTS);
      const attributes = Object.values(ATTRIBUTES).map((name) => `metadata_${name.replaceAll('.', '_')}`);
      const unknown = of('loki').flatMap((expr) => {
        const { stream, filters, texts } = logqlNames(expr);
        return [
          ...stream.filter((label) => label !== 'service'),
          ...filters.map(({ label }) => label).filter((label) => ![...LINE_LABELS, ...attributes].includes(label)),
          ...filters.flatMap(({ label, value }) => (label === 'message' && !events.includes(value) ? [value] : [])),
          ...texts.flatMap(({ text, regex }) =>
            events.some((event) => (regex ? new RegExp(text).test(event) : event.includes(text))) ? [] : [text],
          ),
        ].map((fault) => `${fault} in ${expr}`);
      });
      assert.deepEqual(unknown, []);
    });

    it('fits on two screens, with nothing on top of another and no gap', () => {
      const boxes = boxesOf(dashboard);
      for (const [i, a] of boxes.entries()) {
        assert.ok(a.x >= 0 && a.x + a.w <= WIDTH && a.h > 0, `${a.title} sticks out`);
        for (const b of boxes.slice(i + 1)) {
          const apart = a.x + a.w <= b.x || b.x + b.w <= a.x || a.y + a.h <= b.y || b.y + b.h <= a.y;
          assert.ok(apart, `${a.title} and ${b.title} overlap`);
        }
      }
      const height = Math.max(...boxes.map(({ y, h }) => y + h));
      assert.ok(height <= 2 * SCREEN, `${height} lines`);
      const area = boxes.reduce((sum, { w, h }) => sum + w * h, 0);
      assert.equal(area, WIDTH * height);
    });

    it('numbers its panels, so that links to one stay right', () => {
      const ids = (dashboard.panels ?? []).map(({ id }) => id);
      assert.deepEqual(ids, [...new Set(ids)]);
      assert.ok(ids.every((id) => id !== undefined));
    });

    for (const panel of panels) {
      it(`says what "${panel.title}" is about, and in which unit`, () => {
        assert.match(panel.title ?? '', /^[A-Z\d].{8,}/);
        assert.match(panel.description ?? '', /^[A-Z\d].+\.$/);
        assert.ok(queriesOf(panel).length > 0, 'a panel without a query is empty');
        if (panel.datasource?.uid === 'prometheus') assert.ok(panel.fieldConfig?.defaults.unit);
        const refIds = queriesOf(panel).map(({ refId }) => refId);
        assert.deepEqual(refIds, [...new Set(refIds)]);
      });

      if (panel.type === 'timeseries') {
        it(`leads from the series of "${panel.title}" to its traces or log lines`, () => {
          const links = linksOf(panel);
          assert.ok(links.length > 0);
          const labels = queriesOf(panel).flatMap(
            ({ expr = '' }) => promqlNames(substitute(expr, ANY_VALUES)).grouping,
          );
          for (const { url } of links) {
            for (const [, label = ''] of url.matchAll(/\$\{__field\.labels\.(\w+)\}/g)) {
              assert.ok(labels.includes(label), `no series of it has ${label}`);
            }
          }
        });
      }
    }
  });
}

describe('the files of dashboards', () => {
  it('are the same each time', () => assert.deepEqual(dashboards(), dashboards()));

  it('are committed as they are made', () => {
    for (const { name, json } of dashboards()) {
      const committed = readFileSync(new URL(`../../../backends/grafana/dashboards/${name}`, import.meta.url), 'utf8');
      assert.deepEqual(JSON.parse(committed), JSON.parse(json));
    }
  });

  it('have uids of their own', () => {
    const uids = Object.values(DASHBOARDS).map((make) => make().uid);
    assert.deepEqual(uids, [...new Set(uids)]);
  });
});

function withExpr(query: Query, values: Readonly<Record<string, string>>): Query {
  return query.expr === undefined ? query : { ...query, expr: substitute(query.expr, values) };
}
