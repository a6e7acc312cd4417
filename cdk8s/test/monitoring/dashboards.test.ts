import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { RULES } from '../../src/monitoring/alerts/index.ts';
import { DASHBOARDS, dashboards } from '../../src/monitoring/dashboards/index.ts';
import { limit } from '../../src/monitoring/dashboards/limit.ts';
import { isAlert } from '../../src/monitoring/rules/rule.ts';
import { SERIES } from '../../src/monitoring/series.ts';
import {
  boxesOf,
  exploreQueries,
  linksOf,
  pageLink,
  panelsOf,
  type Query,
  queriesOf,
  variablesOf,
} from './support/dashboard.ts';
import { logFaults, metricFaults } from './support/faults.ts';
import { logqlNames, promqlNames } from './support/grammar.ts';
import { BUILT_IN, substitute } from './support/template.ts';

/** The grid of a dashboard: its width, and how many lines of it a screen of 1080 has below Grafana's own. */
const WIDTH = 24;
const SCREEN = 24;
/** The home page of Grafana has fewer screens, because people see it first; other pages have at most 3. */
const SCREENS: Readonly<Record<string, number>> = { 'overview.json': 2 };

const ALERTS = [...RULES.values()].flat().flatMap(({ rules }) => rules.filter(isAlert));
const VARIABLES = new Map(
  Object.values(DASHBOARDS)
    .map((make) => make())
    .map((dashboard) => [dashboard.uid, variablesOf(dashboard).map(({ name }) => name)]),
);

for (const [file, make] of Object.entries(DASHBOARDS)) {
  describe(`the dashboard ${file}`, () => {
    const dashboard = make();
    const panels = panelsOf(dashboard);
    const variables = variablesOf(dashboard);
    const values = { ...BUILT_IN, ...Object.fromEntries(variables.map(({ name }) => [name, '.+'])) };
    const urls = panels.flatMap(linksOf).map(({ url }) => substitute(url, inLinks(values)));
    const asked = [
      ...panels.flatMap((panel) => queriesOf(panel).map((query) => withExpr(query, values))),
      ...urls.filter((url) => !pageLink(url)).flatMap(exploreQueries),
      ...(dashboard.annotations?.list ?? []).map((query) => withExpr(query as Query, values)),
      ...variables.map(({ selector }) => ({ datasource: dashboard.templating?.list?.[0]?.datasource, expr: selector })),
    ] as Query[];
    const exprsFor = (uid: string) =>
      asked.flatMap(({ datasource, expr }) => (datasource?.uid === uid && expr ? [expr] : []));

    it('queries Prometheus in valid PromQL, for existing series and labels', () => {
      assert.ok(exprsFor('prometheus').length >= panels.length / 2);
      assert.deepEqual(
        exprsFor('prometheus').flatMap((expr) => metricFaults(expr)),
        [],
      );
    });

    it('queries Loki in valid LogQL, for existing lines and labels', () => {
      assert.ok(exprsFor('loki').length > 0);
      assert.deepEqual(exprsFor('loki').flatMap(logFaults), []);
    });

    it('offers values of labels that the series have', () => {
      for (const { name, selector, label } of variables) {
        const [series] = promqlNames(selector).series;
        assert.ok(series && SERIES.get(series.name)?.includes(label), `${name} asks for ${label} of ${selector}`);
      }
    });

    it('links to existing dashboards, and sets only variables that they have', () => {
      assert.deepEqual(urls.flatMap(pageFaults), []);
    });

    it('does not link to itself without a change of variables', () => {
      const same = urls.filter((url) => pageLink(url)?.uid === dashboard.uid && !url.includes('&var-'));
      assert.deepEqual(same, []);
    });

    it(`fits on ${SCREENS[file] ?? 3} screens, without overlaps and gaps`, () => {
      const boxes = boxesOf(dashboard);
      for (const [i, a] of boxes.entries()) {
        assert.ok(a.x >= 0 && a.x + a.w <= WIDTH && a.h > 0, `${a.title} sticks out`);
        for (const b of boxes.slice(i + 1)) {
          const apart = a.x + a.w <= b.x || b.x + b.w <= a.x || a.y + a.h <= b.y || b.y + b.h <= a.y;
          assert.ok(apart, `${a.title} and ${b.title} overlap`);
        }
      }
      const height = Math.max(...boxes.map(({ y, h }) => y + h));
      assert.ok(height <= (SCREENS[file] ?? 3) * SCREEN, `${height} lines`);
      const area = boxes.reduce((sum, { w, h }) => sum + w * h, 0);
      assert.equal(area, WIDTH * height);
    });

    it('numbers its panels, so that links to a panel stay valid', () => {
      const ids = (dashboard.panels ?? []).map(({ id }) => id);
      assert.deepEqual(ids, [...new Set(ids)]);
      assert.ok(ids.every((id) => id !== undefined));
    });

    for (const panel of panels) {
      it(`describes "${panel.title}" and its unit`, () => {
        assert.match(panel.title ?? '', /^[A-Z\d].{8,}/);
        assert.match(panel.description ?? '', /^[A-Z\d].+\.$/s);
        assert.ok(queriesOf(panel).length > 0, 'a panel without a query is empty');
        if (panel.datasource?.uid === 'prometheus') assert.ok(panel.fieldConfig?.defaults.unit);
        const refIds = queriesOf(panel).map(({ refId }) => refId);
        assert.deepEqual(refIds, [...new Set(refIds)]);
      });

      if (panel.type === 'timeseries' || panel.type === 'table') {
        it(`links from the series of "${panel.title}" to traces or log lines`, () => {
          const links = linksOf(panel);
          assert.ok(links.length > 0);
          const labels = queriesOf(panel)
            .map((query) => withExpr(query, values))
            .flatMap(({ datasource, expr = '' }) =>
              datasource?.uid === 'loki' ? logqlNames(expr).grouping : promqlNames(expr).grouping,
            );
          for (const { url } of links) {
            for (const [, label = ''] of url.matchAll(/\$\{__(?:field\.labels|data\.fields)\.(\w+)\}/g)) {
              assert.ok(labels.includes(label), `no series of it has ${label}`);
            }
          }
        });
      }
    }
  });
}

describe('the files of dashboards', () => {
  it('are the same at each generation', () => assert.deepEqual(dashboards(), dashboards()));

  it('are committed as they are generated', () => {
    for (const { name, json } of dashboards()) {
      const committed = readFileSync(new URL(`../../../backends/grafana/dashboards/${name}`, import.meta.url), 'utf8');
      assert.deepEqual(JSON.parse(committed), JSON.parse(json));
    }
  });

  it('have the name of the file in their uid', () => {
    for (const [file, make] of Object.entries(DASHBOARDS)) assert.equal(`${make().uid}.json`, `triptych-${file}`);
  });

  it('link to each other', () => {
    for (const make of Object.values(DASHBOARDS)) {
      const { tags, links } = make();
      assert.deepEqual(tags, links?.[0]?.tags);
      assert.equal(links?.[0]?.type, 'dashboards');
    }
  });
});

describe('alerts', () => {
  for (const { alert, labels, annotations } of ALERTS) {
    it(`link from ${alert} (${labels.severity}) to an existing dashboard, and set only variables that it has`, () => {
      const { dashboard_url: url = '' } = annotations;
      assert.ok(pageLink(url), url);
      assert.deepEqual(pageFaults(url), []);
    });
  }

  it('have thresholds at which panels draw lines', () => {
    assert.equal(limit('HighMemoryUsage').value, 1e9);
    assert.equal(limit('CollectorQueueFilling').value, 4 * 3600);
    assert.equal(limit('VolumeAlmostFull').value, 0.05);
    assert.throws(() => limit('CollectorDown'), /has no threshold/);
    assert.throws(() => limit('NoSuchAlert'), /has no threshold/);
  });
});

/** What Grafana puts into a link: labels and value of the clicked series or row, and the time shown. */
function inLinks(values: Readonly<Record<string, string>>): Record<string, string> {
  const known: Record<string, string> = { ...values, __from: '1', __to: '2', '__value.raw': '1' };
  return new Proxy(known, {
    get: (_, name: string) => known[name] ?? (/^__(field\.labels|data\.fields)\./.test(name) ? 'any' : undefined),
  }) as Record<string, string>;
}

/** The faults of a URL, if it is one of a dashboard. */
function pageFaults(url: string): string[] {
  const link = pageLink(url);
  if (!link) return [];
  const known = VARIABLES.get(link.uid);
  if (!known) return [`there is no dashboard ${link.uid}`];
  return Object.keys(link.variables).flatMap((name) => (known.includes(name) ? [] : [`${link.uid} has no ${name}`]));
}

function withExpr(query: Query, values: Readonly<Record<string, string>>): Query {
  return query.expr === undefined ? query : { ...query, expr: substitute(query.expr, values) };
}
