import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { quantile, shareBelow, subjectOf, toBuckets } from '../../src/request/latency.ts';
import { retried, retriedLines, span } from '../../src/request/testing.ts';

const buckets = toBuckets(
  Object.entries({ '0.1': 10, '+Inf': 20, '0.3': 20 }).map(([le, value]) => ({ labels: { le }, value })),
);

describe('the latency of a request among others', () => {
  it('reads cumulative buckets in the order of their bounds', () => {
    assert.deepEqual(buckets, [
      { le: 0.1, count: 10 },
      { le: 0.3, count: 10 },
      { le: Infinity, count: 0 },
    ]);
  });

  it('has the same quantiles as histogram_quantile', () => {
    assert.equal(quantile(buckets, 0.5), 0.1);
    assert.ok(Math.abs(quantile(buckets, 0.95) - 0.28) < 1e-9);
    assert.equal(
      quantile(
        [
          { le: 1, count: 0 },
          { le: Infinity, count: 5 },
        ],
        0.5,
      ),
      1,
    );
    assert.equal(quantile([], 0.5), 0);
  });

  it('knows the share of measurements that were shorter', () => {
    assert.deepEqual(
      [0, 0.05, 0.1, 0.2, 0.3, 9].map((value) => Number(shareBelow(buckets, value).toFixed(9))),
      [0, 0.25, 0.5, 0.75, 1, 1],
    );
  });

  it('compares a conversion with those to the same format, by its measured duration', () => {
    const { metric, labels, requestSeconds } = subjectOf(retried, retriedLines) ?? {};
    assert.deepEqual(
      { metric, labels, requestSeconds },
      {
        metric: 'image_svc_conversion_duration_seconds',
        labels: { format_out: 'webp', outcome: 'ok' },
        requestSeconds: 0.109,
      },
    );
    assert.equal(subjectOf(retried, [])?.requestSeconds, 0.11);
    assert.equal(subjectOf([], retriedLines)?.title, 'conversions to webp');
  });

  it('compares another request with those of the same route', () => {
    const attributes = { 'http.request.method': 'GET', 'http.route': '/v1/jobs/:id', 'http.response.status_code': 200 };
    const subject = subjectOf([span('a', undefined, 0, 5, { kind: 'server', attributes })], []);
    assert.equal(subject?.title, 'GET /v1/jobs/:id of job_svc');
    assert.deepEqual(subject?.labels, {
      service_name: 'job_svc',
      http_request_method: 'GET',
      http_route: '/v1/jobs/:id',
    });
    assert.equal(subjectOf([span('a', undefined, 0, 5, {})], []), undefined);
  });
});
