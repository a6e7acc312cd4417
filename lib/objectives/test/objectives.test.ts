import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { LATENCY_BOUNDS, objectiveRules, readServices } from '../src/index.ts';

const root = new URL('../../../', import.meta.url);
const CHECKOUT = { name: 'checkout', availability: 0.999, latency: { target: 0.99, seconds: 0.5 } } as const;

describe('the bounds of latency', () => {
  it('are the buckets of span metrics', () => {
    const { connectors } = parse(readFileSync(new URL('collector/config.yaml', root), 'utf8'));
    const buckets = connectors.span_metrics.histogram.explicit.buckets.map((text: string) =>
      text.endsWith('ms') ? Number.parseFloat(text) / 1000 : Number.parseFloat(text),
    );
    assert.deepEqual(buckets, [...LATENCY_BOUNDS]);
  });
});

describe('the objectives in a file', () => {
  it('are read from the key "services", beside the other values of a chart', () => {
    const yaml =
      'environment: staging\nservices: [{name: checkout, availability: 0.999, latency: {target: 0.99, seconds: 0.5}}]';
    assert.deepEqual(readServices(yaml), [CHECKOUT]);
    assert.deepEqual(readServices('services: []'), []);
    assert.deepEqual(readServices('services: [{name: a, latency: {seconds: 10}}]'), [
      { name: 'a', latency: { seconds: 10 } },
    ]);
  });

  for (const [yaml, message] of [
    ['', /there is no key "services"/],
    ['service: []', /there is no key "services"/],
    ['services: {checkout: 1}', /^Error: services must be array/],
    ['services: [{availability: 0.9}]', /services\[0\] .*name/],
    ['services: [{name: a}, {name: b, availability: 1}]', /services\[1\]\.availability must be between 0 and 1/],
    ['services: [{name: a, latency: {target: 0}}]', /services\[0\]\.latency\.target must be between 0 and 1/],
    ['services: [{name: a, availability: high}]', /services\[0\]\.availability must be number/],
    ['services: [{name: a, latency: {seconds: 3}}]', /services\[0\]\.latency\.seconds must be a bucket.* 1, 2\.5, 5, /],
    ['services: [{name: a, latency: {second: 1}}]', /services\[0\]\.latency\.second is unknown: .*latency\.seconds/],
    ['services: [{name: a}, {name: b}, {name: a}]', /two entries named "a"/],
    ['services: [{name: job_svc}]', /"job_svc", which is part of Triptych/],
    ['services: [{name: triptych_verify}]', /"triptych_verify", which is part of Triptych/],
    ['services: [{name: a', /./],
  ] as const) {
    it(`are refused with a reason: ${yaml || 'an empty file'}`, () => assert.throws(() => readServices(yaml), message));
  }
});

describe('the rules of objectives', () => {
  it('record each of them as a constant', () => {
    const series = 'service:objective_override:ratio';
    assert.deepEqual(objectiveRules([CHECKOUT, { name: 'basket', latency: { seconds: 1 } }], { namespace: 'red' }), {
      groups: [
        {
          name: 'service_objectives',
          rules: [
            {
              record: series,
              expr: 'vector(0.999)',
              labels: { service: 'checkout', slo: 'availability', namespace: 'red' },
            },
            { record: series, expr: 'vector(0.99)', labels: { service: 'checkout', slo: 'latency', namespace: 'red' } },
            {
              record: 'service:latency_bound_override:info',
              expr: 'vector(1)',
              labels: { service: 'checkout', le: '0.5', namespace: 'red' },
            },
            {
              record: 'service:latency_bound_override:info',
              expr: 'vector(1)',
              labels: { service: 'basket', le: '1', namespace: 'red' },
            },
          ],
        },
      ],
    });
  });
});
