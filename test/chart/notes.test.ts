import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { notes } from './support/helm.ts';

/** Some values, and what the notes say and do not say with them. */
const CASES: readonly (readonly [what: string, values: object, says: readonly RegExp[], saysNot: readonly RegExp[]])[] =
  [
    [
      'every backend bundled',
      {},
      [
        /svc\/triptych-grafana 3000/,
        /svc\/triptych-alertmanager 9093/,
        /get secret triptych-grafana /,
        /Nobody is notified/,
      ],
      [/external backend/, /are not kept/, /Ingress/, /collector-otlp/],
    ],
    [
      'backends of others',
      {
        jaeger: { mode: 'external', otlpEndpoint: 'jaeger:4318', queryUrl: 'http://jaeger:16686' },
        loki: { mode: 'external', otlpEndpoint: 'http://loki/otlp', queryUrl: 'http://loki:3100' },
        prometheus: { mode: 'external', otlpEndpoint: 'http://prometheus/otlp', queryUrl: 'http://prometheus:9090' },
      },
      [
        /Traces go to .*http:\/\/jaeger:16686/,
        /Log lines go to .*http:\/\/loki:3100/,
        /Metrics go to .*http:\/\/prometheus:9090/,
      ],
      [/svc\/triptych-jaeger/, /svc\/triptych-prometheus/],
    ],
    [
      'senders outside of the release',
      { collector: { otlp: { enabled: true, tls: { secretName: 'certificate' }, bearerToken: { key: 'tokens' } } } },
      [/get service triptych-collector-otlp/, /get secret triptych-collector -o jsonpath='\{\.data\.tokens\}'/],
      [],
    ],
    [
      'no backend',
      {
        ...Object.fromEntries(
          ['jaeger', 'loki', 'prometheus', 'alertmanager', 'grafana'].map((one) => [one, { mode: 'disabled' }]),
        ),
        console: { enabled: false },
      },
      [/Traces are not kept/, /Log lines are not kept/, /Metrics are not kept/],
      [/Open a page/, /Password of/, /Nobody is notified/],
    ],
    [
      'the Prometheus Operator',
      { prometheus: { mode: 'operator', otlpEndpoint: 'http://prometheus/otlp', queryUrl: 'http://prometheus:9090' } },
      [/Prometheus Operator/],
      [/svc\/triptych-prometheus/, /svc\/triptych-alertmanager/, /Nobody is notified/],
    ],
    [
      'a host, sampling and an existing Secret',
      {
        ingress: { enabled: true, host: 'pictures.example.com', tlsSecret: 'tls' },
        collector: { tailSampling: { enabled: true, keepPercent: 7 } },
        grafana: { existingSecret: 'grafana-login' },
      },
      [/https:\/\/pictures\.example\.com\/v1\/conversions/, / 7 % are kept/, /get secret grafana-login /],
      [],
    ],
    [
      'names that do not begin with the release',
      { fullnameOverride: 'pictures' },
      [/test triptych$/m, /svc\/pictures-user-svc/, /instance=pictures$/m],
      [],
    ],
  ];

describe('the notes of an installation', () => {
  for (const [what, values, says, saysNot] of CASES) {
    it(`fit ${what}`, async () => {
      const printed = await notes(values);
      for (const one of says) assert.match(printed, one);
      for (const one of saysNot) assert.doesNotMatch(printed, one);
      assert.doesNotMatch(printed, /<no value>|<nil>|\{\{/);
    });
  }
});
