import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { after, before, beforeEach, describe, it } from 'node:test';
import { METRICS } from '@triptych/catalogue';
import { UserError } from '../../src/command.ts';
import { collectorUrl, endMetrics, publish, runMetrics } from '../../src/verify/publish.ts';
import type { VerifyRun } from '../../src/verify/schedule.ts';

const verdict = { title: 't', asked: 'a', got: 'g', seconds: 0 };
const RUN: VerifyRun = {
  verdicts: [
    { ...verdict, link: 'conversion', ok: true },
    { ...verdict, link: 'trace', ok: false },
  ],
  seconds: 2.5,
  endedAt: new Date(1_700_000_000_500),
};

describe('a run as metrics', () => {
  const metrics = runMetrics(RUN);

  it('has one point for each link, at the end of the run', () => {
    assert.deepEqual(metrics.find(({ name }) => name === METRICS.verifyLink.name)?.gauge.dataPoints, [
      {
        timeUnixNano: '1700000000500000000',
        asDouble: 1,
        attributes: [{ key: 'link', value: { stringValue: 'conversion' } }],
      },
      {
        timeUnixNano: '1700000000500000000',
        asDouble: 0,
        attributes: [{ key: 'link', value: { stringValue: 'trace' } }],
      },
    ]);
  });

  it('has its duration and its end in seconds', () => {
    const pointOf = (name: string) => metrics.find((one) => one.name === name)?.gauge.dataPoints[0]?.asDouble;
    assert.equal(pointOf(METRICS.verifyDuration.name), 2.5);
    assert.equal(pointOf(METRICS.verifyLastRun.name), 1_700_000_000.5);
  });
});

describe('the end of a schedule', () => {
  it('is a last run at 0', () => {
    const [metric, ...others] = endMetrics(RUN.endedAt);
    assert.deepEqual(others, []);
    assert.equal(metric?.name, METRICS.verifyLastRun.name);
    assert.deepEqual(metric.gauge.dataPoints, [{ timeUnixNano: '1700000000500000000', asDouble: 0, attributes: [] }]);
  });
});

describe('the Collector', () => {
  let server: Server;
  let url: string;
  let status = 200;
  let received: { readonly path: string | undefined; readonly headers: IncomingMessage['headers']; body: unknown }[];

  before(async () => {
    server = createServer(async (request, reply) => {
      received.push({ path: request.url, headers: request.headers, body: await json(request) });
      reply.writeHead(status).end('{}');
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => server.close());
  beforeEach(() => {
    received = [];
    status = 200;
  });

  it('gets a run with the attributes of the process and the headers of the environment', async () => {
    const env = {
      TRIPTYCH_OTLP_URL: `${url}/`,
      TRIPTYCH_OTLP_HEADERS: 'Authorization: Bearer token',
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=staging, k8s.pod.name=a=b,service.name=other',
    };
    await publish(collectorUrl(undefined, env), runMetrics(RUN), env);
    const [one] = received;
    assert.equal(one?.path, '/v1/metrics');
    assert.equal(one?.headers.authorization, 'Bearer token');
    const attributes = [
      ['deployment.environment.name', 'staging'],
      ['k8s.pod.name', 'a=b'],
      ['service.name', 'triptych_verify'],
      ['service.namespace', 'triptych'],
    ].map(([key, stringValue]) => ({ key, value: { stringValue } }));
    const scopeMetrics = [{ metrics: runMetrics(RUN) }];
    assert.deepEqual(one?.body, { resourceMetrics: [{ resource: { attributes }, scopeMetrics }] });
  });

  it('that refuses a run is an error for the user', async () => {
    status = 503;
    await assert.rejects(
      publish(url, runMetrics(RUN), {}),
      (error) => error instanceof UserError && /\/v1\/metrics answered 503/.test(error.message),
    );
  });

  it('is that of the local stack unless the environment names another', () => {
    assert.equal(collectorUrl('100', {}), 'http://127.0.0.1:4418');
    assert.throws(() => collectorUrl(undefined, { TRIPTYCH_OTLP_URL: 'collector:4318' }), /must be a URL such as/);
  });
});
