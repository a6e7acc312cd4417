import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { Value } from 'typebox/value';
import { parse } from 'yaml';
import { dashboards } from '../../src/monitoring/dashboards/index.ts';
import { JAEGER, LOKI, PROMETHEUS } from '../../src/monitoring/datasources.ts';
import { SERIES } from '../../src/monitoring/series.ts';
import { exploreQueries, pageLink } from './support/dashboard.ts';
import { logFaults, metricFaults } from './support/faults.ts';
import { DashboardProviders, DataSources } from './support/grafana-types.ts';
import { promqlNames } from './support/grammar.ts';
import { ENVIRONMENT, expand, readProvisioning } from './support/provisioning.ts';
import { substitute } from './support/template.ts';

const sources = readProvisioning('datasources/triptych.yaml') as DataSources;
const providers = readProvisioning('dashboards/triptych.yaml') as DashboardProviders;
const [prometheus, loki, jaeger] = sources.datasources;

describe('the data sources', () => {
  it('have only fields that Grafana reads, each of the right type', () => {
    assert.deepEqual([...Value.Errors(DataSources, sources)], []);
  });

  it('have the uids that dashboards and links use', () => {
    const refs = sources.datasources.map(({ type, uid }) => ({ type, uid }));
    assert.deepEqual(refs, [PROMETHEUS, LOKI, JAEGER, { type: 'alertmanager', uid: 'alertmanager' }]);
  });

  it('have one default', () => {
    assert.deepEqual(
      sources.datasources.filter(({ isDefault }) => isDefault).map(({ uid }) => uid),
      ['prometheus'],
    );
  });

  it('link to existing data sources', () => {
    const uids = JSON.stringify(sources).matchAll(/"(?:datasourceUid|alertmanagerUid|alertmanager)":"(\w+)"/g);
    const linked = [...uids].map(([, uid]) => uid);
    assert.deepEqual([...new Set(linked)].sort(), ['alertmanager', 'jaeger', 'loki', 'prometheus']);
  });

  it('link from an exemplar to its trace', () => {
    const [exemplar] = prometheus.jsonData.exemplarTraceIdDestinations ?? [];
    assert.deepEqual([exemplar?.name, exemplar?.datasourceUid], ['trace_id', 'jaeger']);
  });

  it('link from a log line to its trace, by a label and not by its text', () => {
    const field = loki.jsonData.derivedFields?.find(({ datasourceUid }) => datasourceUid === 'jaeger');
    assert.equal(field?.matcherType, 'label');
    assert.equal(field?.url, `\${__value.raw}`);
    const matching = ['trace_id', 'metadata_trace_id', 'span_id'].filter((key) => RegExp(field.matcherRegex).test(key));
    assert.deepEqual(matching, ['trace_id']);
  });

  it('link from a log line to all lines of its request', () => {
    const field = loki.jsonData.derivedFields?.find(({ name }) => name === 'Request');
    const [query] = exploreQueries(substitute(field?.url ?? '', { '__value.raw': 'abc-123-def' }));
    assert.equal(query?.expr, '{service=~".+"} | request_id="abc-123-def"');
    assert.deepEqual(logFaults(query.expr), []);
  });

  it('link from a log line to the dashboard of its service', () => {
    const field = loki.jsonData.derivedFields?.find(({ name }) => name === 'Service');
    const link = pageLink(substitute(field?.url ?? '', { '__value.raw': 'checkout' }));
    assert.deepEqual(link, { uid: 'triptych-any-service', variables: { service: 'checkout' } });
    const matching = ['service', 'service_name', 'service_version'].filter((key) =>
      RegExp(field?.matcherRegex ?? '').test(key),
    );
    assert.deepEqual(matching, ['service']);
  });

  it('link from a span to log lines by the trace id', () => {
    const { query = '' } = jaeger.jsonData.tracesToLogsV2 ?? {};
    assert.deepEqual(logFaults(substitute(query, { '__span.traceId': '0af7' })), []);
  });

  for (const { name, query = '' } of jaeger.jsonData.tracesToMetrics?.queries ?? []) {
    it(`link from a span to "${name}", by labels that these metrics have`, () => {
      const labels = jaeger.jsonData.tracesToMetrics?.tags?.map(({ value }) => value) ?? [];
      const expr = substitute(query, { __tags: labels.map((label) => `${label}="x"`).join(', ') });
      assert.deepEqual(metricFaults(expr), []);
      const { series, grouping } = promqlNames(expr);
      assert.ok(series.length > 0);
      for (const { name: metric } of series) {
        for (const label of grouping) assert.ok(SERIES.get(metric)?.includes(label), `${label} of ${metric}`);
      }
    });
  }
});

describe('the provider of dashboards', () => {
  it('has only fields that Grafana reads, each of the right type', () => {
    assert.deepEqual([...Value.Errors(DashboardProviders, providers)], []);
  });

  it('forbids changes of dashboards in the browser', () => {
    assert.ok(providers.providers.every(({ allowUiUpdates }) => allowUiUpdates === false));
  });
});

describe('the environment of Grafana', () => {
  const env = JSON.parse(
    readFileSync(new URL('../../../backends/grafana/env.json', import.meta.url), 'utf8'),
  ) as Record<string, string>;

  it('has every variable that provisioning needs, except the addresses', () => {
    const needed = Object.keys(ENVIRONMENT);
    const given = needed.filter((name) => name in env);
    assert.deepEqual(given, ['GRAFANA_DASHBOARDS_DIR']);
    assert.ok(needed.filter((name) => !given.includes(name)).every((name) => name.endsWith('_URL')));
  });

  it('is the one of compose.yaml, where the password comes from the environment', () => {
    const compose = parse(readFileSync(new URL('../../../compose.yaml', import.meta.url), 'utf8')) as {
      services: { grafana: { environment: Record<string, string> } };
    };
    const { GF_SECURITY_ADMIN_PASSWORD__FILE: _file, ...same } = env;
    const entries = Object.entries(compose.services.grafana.environment);
    const own = entries.filter(([name]) => !name.endsWith('_URL') && name !== 'GF_SECURITY_ADMIN_PASSWORD');
    assert.deepEqual(Object.fromEntries(own), same);
  });

  it('has only text as values, as containers need', () => {
    assert.deepEqual(
      Object.values(env).filter((value) => typeof value !== 'string'),
      [],
    );
  });

  it('requires a password, which comes from a file', () => {
    assert.equal(env.GF_AUTH_ANONYMOUS_ENABLED, 'false');
    assert.equal(env.GF_USERS_ALLOW_SIGN_UP, 'false');
    assert.ok(env.GF_SECURITY_ADMIN_PASSWORD__FILE);
    assert.ok(!('GF_SECURITY_ADMIN_PASSWORD' in env));
  });

  it('opens with an existing dashboard', () => {
    const home = env.GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH ?? '';
    const files = dashboards().map(({ name }) => `${env.GRAFANA_DASHBOARDS_DIR}/${name}`);
    assert.ok(files.includes(home));
  });
});

describe('the expansion of provisioning files', () => {
  it('is the one of Grafana: one dollar sign is a variable, two are a dollar sign', () => {
    assert.equal(expand(`\${A}/$A $$\{__value.raw} ^x$$`, { A: 'a' }), `a/a $\{__value.raw} ^x$`);
    for (const wrong of ['{$__tags}', `\${__value.raw}`, '^x$']) assert.throws(() => expand(wrong, {}), /write \$\$/);
  });
});
