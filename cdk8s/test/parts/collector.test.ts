import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { type Manifest, plainManifests } from '../../src/chart/synth.ts';
import { compose } from '../../src/main.ts';
import { defaults, type Values } from '../../src/values.ts';

const FILES = resolve(import.meta.dirname, '../../../collector');
const KINDS = ['receivers', 'processors', 'connectors', 'exporters', 'extensions'] as const;

type Tree = { [key: string]: unknown };
type Pipeline = { receivers: string[]; processors?: string[]; exporters: string[] };
type Config = Record<(typeof KINDS)[number], Tree> & {
  service: { extensions: string[]; pipelines: Record<string, Pipeline> };
};

const isMap = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value);
const merged = (base: unknown, over: unknown) => (isMap(base) && isMap(over) ? laidOver(base, over) : over);
function laidOver(base: Tree, over: Tree): Tree {
  return {
    ...base,
    ...Object.fromEntries(Object.entries(over).map(([key, value]) => [key, merged(base[key], value)])),
  };
}

/** The configuration that a pod reads: its files, merged as the Collector merges them. */
function configOf(manifest: Manifest): Config {
  const files = containerOf(manifest).args.map((arg) => arg.replace('--config=/etc/otelcol/', ''));
  const trees = files.map((file) => parse(readFileSync(join(FILES, file), 'utf8'), { merge: true }) as Tree);
  return trees.reduce(laidOver, {}) as unknown as Config;
}

interface Container {
  readonly args: string[];
  readonly env: { name: string; value?: string }[];
}
const containerOf = (manifest: Manifest) =>
  (manifest as unknown as { spec: { template: { spec: { containers: [Container] } } } }).spec.template.spec
    .containers[0];
const variable = (manifest: Manifest, name: string) =>
  containerOf(manifest).env.find((one) => one.name === name)?.value;

function render(change: (values: Values) => void = () => {}) {
  const values = structuredClone(defaults());
  change(values);
  const objects = plainManifests(compose, values, { name: 'pics', namespace: 'here', service: 'test' });
  return {
    objects,
    get(kind: string, name: string): Manifest {
      const found = objects.find((one) => one.kind === kind && one.metadata.name === name);
      assert.ok(found, `no ${kind} ${name}`);
      return found;
    },
  };
}

const everything = (values: Values) => {
  values.collector.kubernetes.events = true;
  values.collector.gateway.enabled = true;
  values.collector.otlp.enabled = true;
  values.collector.tailSampling.enabled = true;
};
const withSenders = (values: Values) => {
  values.collector.otlp.enabled = true;
};
const withoutBackends = (values: Values) => {
  for (const backend of [values.jaeger, values.loki, values.prometheus]) backend.mode = 'disabled';
};

describe('the Collector', () => {
  for (const [title, change] of Object.entries({
    'by default': () => {},
    'with all options': everything,
    'with senders outside of the release': withSenders,
    'without backends': withoutBackends,
  })) {
    it(`has every component that its pipelines name, ${title}`, () => {
      const collectors = render(change).objects.filter(
        ({ kind, metadata }) =>
          /^(StatefulSet|Deployment|DaemonSet)$/.test(kind) && metadata.name.includes('collector'),
      );
      assert.ok(collectors.length > 1);
      for (const config of collectors.map(configOf)) {
        const has = (one: string, kinds: readonly (typeof KINDS)[number][]) =>
          assert.ok(
            kinds.some((kind) => one in (config[kind] ?? {})),
            `${one} is not among ${kinds.join(', ')}`,
          );
        for (const one of config.service.extensions) has(one, ['extensions']);
        for (const { receivers, processors = [], exporters } of Object.values(config.service.pipelines)) {
          for (const one of receivers) has(one, ['receivers', 'connectors']);
          for (const one of processors) has(one, ['processors']);
          for (const one of exporters) has(one, ['exporters', 'connectors']);
          assert.equal(
            processors[0] ?? receivers[0],
            processors.includes('tail_sampling') ? 'tail_sampling' : 'memory_limiter',
          );
        }
      }
    });
  }

  it('sends nothing to a disabled backend, and has no address for it', () => {
    const set = render(withoutBackends).get('StatefulSet', 'pics-collector');
    const exporters = Object.values(configOf(set).service.pipelines).flatMap((pipeline) => pipeline.exporters);
    assert.deepEqual(
      exporters.filter((one) => one.startsWith('otlp_http')),
      [],
    );
    assert.deepEqual(
      containerOf(set).env.filter(({ name }) => /^(JAEGER|LOKI|PROMETHEUS)/.test(name)),
      [],
    );
  });

  it('sends to an external backend', () => {
    const set = render((values) => {
      values.loki.mode = 'external';
      values.loki.otlpEndpoint = 'https://logs.example.com/otlp';
    }).get('StatefulSet', 'pics-collector');
    assert.equal(variable(set, 'LOKI_OTLP_ENDPOINT'), 'https://logs.example.com/otlp');
  });

  it('sends to an external Jaeger by its URL, or over http to its HOST:PORT', () => {
    const jaegerAt = (otlpEndpoint: string) =>
      variable(
        render((values) => void Object.assign(values.jaeger, { mode: 'external', otlpEndpoint })).get(
          'StatefulSet',
          'pics-collector',
        ),
        'JAEGER_OTLP_URL',
      );
    assert.equal(jaegerAt('https://traces.example.com'), 'https://traces.example.com');
    assert.equal(jaegerAt('jaeger:4318'), 'http://jaeger:4318');
  });

  it('sends the headers of an external backend, with values from its Secret, and none to a bundled one', () => {
    const change = (mode: Values['loki']['mode']) => (values: Values) =>
      void Object.assign(values.loki, {
        mode,
        headers: [
          { name: 'Authorization', key: 'token' },
          { name: 'X-Scope-OrgID', key: 'tenant' },
        ],
        headersSecret: 'access',
      });
    const set = render(change('external')).get('StatefulSet', 'pics-collector');
    assert.deepEqual(parse(variable(set, 'LOKI_OTLP_HEADERS') ?? ''), {
      Authorization: `\${env:LOKI_HEADER_1}`,
      'X-Scope-OrgID': `\${env:LOKI_HEADER_2}`,
    });
    const keys = containerOf(set).env.filter(({ name }) => name.startsWith('LOKI_HEADER_')) as {
      valueFrom?: { secretKeyRef: object };
    }[];
    assert.deepEqual(
      keys.map(({ valueFrom }) => valueFrom?.secretKeyRef),
      [
        { name: 'access', key: 'token' },
        { name: 'access', key: 'tenant' },
      ],
    );
    const bundled = render(change('bundled')).get('StatefulSet', 'pics-collector');
    assert.deepEqual(
      containerOf(bundled).env.filter(({ name }) => name.includes('HEADER')),
      [],
    );
  });

  it('counts all spans before it samples', () => {
    const { pipelines } = configOf(render(everything).get('StatefulSet', 'pics-collector')).service;
    assert.deepEqual(pipelines.traces?.exporters, ['span_metrics', 'service_graph', 'forward/sampled']);
    assert.ok(!pipelines.traces?.processors?.includes('tail_sampling'));
  });

  it('samples by the same values as the services, which attach exemplars by them', () => {
    const NAMES = ['TAIL_SAMPLING_PERCENT', 'TAIL_SAMPLING_SLOW_MS'];
    const variables = (change?: (values: Values) => void) => {
      const { get } = render(change);
      const workloads = [
        get('StatefulSet', 'pics-collector'),
        ...['user-svc', 'job-svc', 'image-svc'].map((name) => get('Deployment', `pics-${name}`)),
      ];
      return workloads.map((workload) => NAMES.map((name) => variable(workload, name)));
    };
    const sampled = (values: Values) => {
      Object.assign(values.collector.tailSampling, { enabled: true, keepPercent: 7, slowMilliseconds: 300 });
    };
    assert.deepEqual(variables(sampled), Array(4).fill(['7', '300']));
    assert.deepEqual(variables(), Array(4).fill([undefined, undefined]));
    const withoutTraces = (values: Values) => {
      sampled(values);
      values.jaeger.mode = 'disabled';
    };
    assert.deepEqual(variables(withoutTraces), Array(4).fill([undefined, undefined]));
  });

  it('counts spans without exemplars while it samples, because it counts before it decides', () => {
    const enabled = (change?: (values: Values) => void) => {
      const { connectors } = configOf(render(change).get('StatefulSet', 'pics-collector'));
      return (connectors.span_metrics as { exemplars: { enabled: boolean } }).exemplars.enabled;
    };
    assert.deepEqual([enabled(), enabled(everything)], [true, false]);
  });

  it('keeps its name and volume when a gateway takes over its Service', () => {
    const selected = (change?: (values: Values) => void) => {
      const { get } = render(change);
      const service = get('Service', 'pics-collector') as unknown as { spec: { selector: Record<string, string> } };
      return service.spec.selector['app.kubernetes.io/name'];
    };
    assert.equal(selected(), 'collector');
    assert.equal(selected(everything), 'collector-gateway');

    const { get } = render(everything);
    const replicas = (kind: string, name: string) =>
      (get(kind, name) as unknown as { spec: { replicas: number } }).spec.replicas;
    assert.deepEqual(
      [replicas('StatefulSet', 'pics-collector'), replicas('Deployment', 'pics-collector-gateway')],
      [2, 2],
    );
    assert.equal(variable(get('Deployment', 'pics-collector-gateway'), 'OTELCOL_BACKEND'), 'pics-collector-backend');
    get('Service', 'pics-collector-backend');
  });

  it('reads nothing cluster-wide but statistics of nodes, and nothing at all when kubernetes.enabled is false', () => {
    const rules = (change?: (values: Values) => void) =>
      render(change)
        .objects.filter(({ kind }) => kind === 'ClusterRole')
        .flatMap((role) => (role as unknown as { rules: { resources: string[]; verbs: string[] }[] }).rules)
        .map(({ resources, verbs }) => `${verbs} ${resources}`);
    assert.deepEqual(rules(), ['get nodes/stats']);
    const off = render((values) => {
      values.collector.kubernetes.enabled = false;
    });
    assert.deepEqual(
      off.objects.filter(
        ({ kind, metadata }) => /Role|DaemonSet/.test(kind) || metadata.name.endsWith('kube-state-metrics'),
      ),
      [],
    );
  });
});
