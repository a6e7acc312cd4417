import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { ATTRIBUTES, LOG_EVENTS, METRICS, SPANS } from '@triptych/catalogue';
import { parse } from 'yaml';
import type { AttributeDefinition, Group } from '../scripts/generate/weaver/group.ts';
import { faultsIn, Manifest, RegistryFile } from './support/weaver.ts';

const registry = resolve(import.meta.dirname, '../services/lib/catalogue/registry');
const read = (name: string): unknown => parse(readFileSync(join(registry, `${name}.yaml`), 'utf8'));

const FILES = ['attributes', 'metrics', 'spans', 'events'] as const;
interface Content {
  readonly groups: readonly Group[];
  readonly imports?: { readonly metrics: readonly string[] };
}
const contents = FILES.map((name) => read(name) as Content);
const groups = contents.flatMap((content) => content.groups);
const own = groups
  .flatMap(({ attributes = [] }) => attributes)
  .filter((attribute): attribute is AttributeDefinition => 'id' in attribute);

/** Everything that the semantic conventions define, from the package with which the services are built. */
const telemetry = createRequire(resolve(import.meta.dirname, '../services/lib/telemetry/package.json'));
const conventions = new Set<unknown>(
  Object.values(await import(pathToFileURL(telemetry.resolve('@opentelemetry/semantic-conventions/incubating')).href)),
);

describe('the registry for Weaver', () => {
  for (const name of FILES) {
    it(`has ${name} in Weaver's language`, () => assert.deepEqual(faultsIn(RegistryFile, read(name)), []));
  }

  it('has a manifest in the form that Weaver reads', () => {
    assert.deepEqual(faultsIn(Manifest, read('manifest')), []);
  });

  it('names each group and each attribute once', () => {
    for (const ids of [groups.map(({ id }) => id), own.map(({ id }) => id)]) assert.deepEqual(ids, [...new Set(ids)]);
  });

  it('refers only to attributes of its own or of the semantic conventions, and defines none of these again', () => {
    const ids = new Set<string>(own.map(({ id }) => id));
    const refs = groups.flatMap(({ attributes = [] }) => attributes.flatMap((one) => ('ref' in one ? [one.ref] : [])));
    assert.ok(refs.length > 50);
    assert.deepEqual(
      refs.filter((ref) => !ids.has(ref) && !conventions.has(ref)),
      [],
    );
    // Once an attribute of connection pools, and deprecated; here it is a label that rules and dashboards use.
    assert.deepEqual(
      [...ids].filter((id) => conventions.has(id)),
      ['state'],
    );
  });

  it('imports metrics that the semantic conventions define', () => {
    const imported = contents.flatMap(({ imports }) => imports?.metrics ?? []);
    assert.equal(imported.length, 3);
    assert.deepEqual(
      imported.filter((name) => !conventions.has(name)),
      [],
    );
  });

  it('has each metric of the catalogue, under a name of which Prometheus makes that of the catalogue', () => {
    const metrics = groups.filter(({ type }) => type === 'metric');
    const names = metrics.map(({ metric_name = '', unit = '', instrument = '' }) =>
      inPrometheus(metric_name, unit, instrument),
    );
    assert.deepEqual(
      metrics.map(({ annotations }) => (annotations?.prometheus as { readonly name: string } | undefined)?.name),
      names,
    );
    const standard = [
      METRICS.httpServerRequestDuration,
      METRICS.httpServerActiveRequests,
      METRICS.eventLoopUtilization,
    ];
    assert.deepEqual(
      [...names, ...standard.map(({ name }) => name)].sort(),
      Object.values(METRICS)
        .map(({ name }) => name)
        .sort(),
    );
  });

  it('gives metrics of the semantic conventions the names that the catalogue has', () => {
    assert.equal(
      inPrometheus('http.server.request.duration', 's', 'histogram'),
      METRICS.httpServerRequestDuration.name,
    );
    assert.equal(inPrometheus('nodejs.eventloop.utilization', '1', 'gauge'), METRICS.eventLoopUtilization.name);
    assert.equal(
      inPrometheus('http.server.active_requests', '{request}', 'gauge'),
      METRICS.httpServerActiveRequests.name,
    );
  });

  it('has every attribute, span and log line of the catalogue', () => {
    const ids = own.map(({ id }) => id);
    assert.deepEqual(
      Object.values(ATTRIBUTES).filter((id) => !ids.includes(id)),
      [],
    );
    const named = (type: Group['type'], annotation: string, key: string) =>
      groups
        .filter((group) => group.type === type)
        .flatMap(({ annotations }) => (annotations?.[annotation] as Record<string, string> | undefined)?.[key] ?? []);
    assert.deepEqual(named('span', 'span', 'name'), Object.values(SPANS));
    assert.deepEqual(named('event', 'log', 'message'), Object.keys(LOG_EVENTS));
  });
});

/** How Prometheus names a metric that arrives over OTLP. https://prometheus.io/docs/guides/opentelemetry/ */
function inPrometheus(name: string, unit: string, instrument: string): string {
  const suffix = { s: 'seconds', By: 'bytes', '1': instrument === 'gauge' ? 'ratio' : '' }[unit] ?? '';
  const parts = name.split(/[^a-zA-Z0-9]/);
  const total = instrument === 'counter' ? ['total'] : [];
  return [...parts, ...(suffix && !parts.includes(suffix) ? [suffix] : []), ...total].join('_');
}
