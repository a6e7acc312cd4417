import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { UserError } from '@triptych/client/errors';
import type { Series } from '@triptych/client/prometheus';
import { balance } from '../../src/audit/balance.ts';
import type { Signal } from '../../src/audit/ledger.ts';
import { ledgersOf } from '../../src/audit/ledgers.ts';
import { counted, movedTo, RANGE, readings, restarted, series, spans, uptime, withRestart } from './support/series.ts';

function ledger(signal: Signal, ...all: readonly (Series | Series[])[]) {
  const found = ledgersOf(readings(...all)).find((one) => one.signal === signal);
  assert.ok(found);
  return found;
}

const sections = (signal: Signal, ...all: readonly (Series | Series[])[]) =>
  balance(ledger(signal, ...all)).map(({ from, to, state, missing }) => [from, to, state, missing]);

const COLLECTOR = [uptime('otelcol'), uptime('jaeger')];

describe('the ledgers', () => {
  it('follow spans from services to the store of Jaeger', () => {
    assert.deepEqual(sections('traces', ...COLLECTOR, spans(100)), [
      ['services made', 'services sent', 'balanced', 0],
      ['services sent', 'Collector accepted', 'balanced', 0],
      ['Collector accepted', 'Collector sent', 'balanced', 0],
      ['Collector sent', 'Jaeger received', 'balanced', 0],
      ['Jaeger received', 'Jaeger stored', 'balanced', 0],
    ]);
  });

  it('have the gap where a backend counts less than the Collector has sent', () => {
    const [gap] = sections('traces', ...COLLECTOR, spans(100, { received: 93 })).filter(
      ([, , state]) => state === 'missing',
    );
    assert.deepEqual(gap, ['Collector sent', 'Jaeger received', 'missing', 7]);
  });

  it('pass through a gateway where there is one', () => {
    const gateway = series('otelcol_receiver_accepted_spans_total', 'otelcol_gateway', counted(60));
    const through = sections('traces', ...COLLECTOR, uptime('otelcol_gateway'), gateway, spans(100));
    assert.deepEqual(through[1], ['services sent', 'gateway accepted', 'missing', 40]);
    assert.deepEqual(through[2]?.slice(0, 2), ['gateway accepted', 'Collector accepted']);
  });

  it('compare services with Jaeger after a restart of the Collector', () => {
    const lost = withRestart(spans(100), 'otelcol', 0.8);
    assert.deepEqual(sections('traces', restarted('otelcol'), uptime('jaeger'), lost)[1], [
      'services sent',
      'Jaeger received',
      'balanced',
      0,
    ]);
  });

  it('compare services with Jaeger after the Collector went on as another series, on another node', () => {
    const lost = withRestart(spans(100), 'otelcol', 0.8).flatMap((one) =>
      one.labels.service_name === 'otelcol' ? movedTo('other', one) : one,
    );
    const [before, then] = movedTo('other', restarted('otelcol'));
    assert.ok(before && then);
    for (const moved of [
      [before, then],
      [then, before],
    ]) {
      assert.deepEqual(sections('traces', moved, uptime('jaeger'), lost)[1], [
        'services sent',
        'Jaeger received',
        'balanced',
        0,
      ]);
    }
  });

  it('count a service once when a Collector that has just started does not know the node of its pod yet', () => {
    const began = series('process_start_time_seconds', 'user_svc', [
      [1400, 1300],
      [1990, 1300],
    ]);
    const counters = ['telemetry_ended_total', 'telemetry_sent_total'].flatMap((name) => {
      const labels = { signal: 'traces', k8s_node_name: 'worker' };
      const { k8s_node_name: _, ...unknown } = labels;
      return [
        series(
          name,
          'user_svc',
          [
            [1400, 20],
            [1500, 60],
            [1520, 100],
          ],
          labels,
        ),
        series(name, 'user_svc', [[1510, 80]], unknown),
      ];
    });
    const others = spans(100).filter(({ labels }) => labels.service_name !== 'user_svc');
    assert.deepEqual(
      balance(ledger('traces', ...COLLECTOR, began, counters, others)).filter(({ missing }) => missing !== 0),
      [],
    );
  });

  it('allow Jaeger after its restart to lack what the Collector sent from its last scrape to the first that failed', () => {
    const up = series('up', 'jaeger', [
      [1490, 1],
      [1510, 0],
      [1520, 1],
    ]);
    const sent = series(
      'otelcol_exporter_sent_spans_total',
      'otelcol',
      [
        [RANGE.from, 0],
        [1495, 60],
        [1511, 80],
        [1900, 100],
      ],
      { exporter: 'otlp_http/jaeger' },
    );
    const others = (received: number) =>
      withRestart(spans(100), 'jaeger', received / 100).filter(({ labels }) => labels.exporter !== 'otlp_http/jaeger');
    const last = (received: number) =>
      balance(ledger('traces', uptime('otelcol'), restarted('jaeger'), up, sent, others(received))).at(-1);
    assert.deepEqual([last(80)?.state, last(80)?.tolerance], ['balanced', 20]);
    assert.equal(last(79)?.state, 'missing');
  });

  it('know what Jaeger lacks when the Collector was killed after it had reported, whose counters differ by milliseconds', () => {
    const up = series('up', 'jaeger', [
      [1490, 1],
      [1499, 0],
    ]);
    const sent = series(
      'otelcol_exporter_sent_spans_total',
      'otelcol',
      [
        [RANGE.from, 0],
        [1480, 60],
        [1500.002, 60],
      ],
      { exporter: 'otlp_http/jaeger' },
    );
    const jaeger = series('process_start_time_seconds', 'jaeger', [
      [RANGE.from, 500],
      [1490, 500],
      [1530, 1525],
      [1990, 1525],
    ]);
    const stored = withRestart(spans(60), 'jaeger', 1).filter(({ labels }) => labels.service_name === 'jaeger');
    const services = spans(60).filter(({ labels }) => labels.service_name === 'user_svc');
    const last = balance(ledger('traces', restarted('otelcol'), jaeger, up, sent, stored, services)).at(-1);
    assert.deepEqual([last?.state, last?.tolerance], ['balanced', 0]);
  });

  it('compare the same when the container of a pod was killed, and its next process reports under the same name', () => {
    const restart = series('process_start_time_seconds', 'job_svc', [
      [RANGE.from, 500],
      [1500, 500],
      [1520, 1510],
      [1990, 1510],
    ]);
    const counter = (name: string, items: number) =>
      withRestart([series(name, 'job_svc', counted(items), { signal: 'traces' })], 'job_svc', 1);
    const queue = series(
      'telemetry_queue_size',
      'job_svc',
      [
        [1500, 10],
        // Prometheus adds it at the start of the new process, whose start time is rounded.
        [1509.6, 0],
        [1520, 0],
        [1990, 0],
      ],
      { signal: 'traces' },
    );
    const killed = [restart, ...counter('telemetry_ended_total', 30), ...counter('telemetry_sent_total', 20), queue];
    const others = spans(100);
    const accepted = series('otelcol_receiver_accepted_spans_total', 'otelcol', counted(30), { receiver: 'otlp/2' });
    assert.deepEqual(sections('traces', ...COLLECTOR, others, killed, accepted)[0], [
      'services made',
      'Collector accepted',
      'balanced',
      0,
    ]);
  });

  it('compare what a killed service had made with what the Collector has accepted', () => {
    const killed = [
      series('telemetry_ended_total', 'job_svc', counted(30), { signal: 'traces' }),
      series('telemetry_sent_total', 'job_svc', counted(20), { signal: 'traces' }),
      series('telemetry_queue_size', 'job_svc', [[1500, 10]], { signal: 'traces' }),
    ];
    assert.deepEqual(sections('traces', ...COLLECTOR, spans(100), killed)[0], [
      'services made',
      'Collector accepted',
      'missing',
      30,
    ]);
  });

  it('count what waits in services and what was refused for good, by its type', () => {
    const all = ledger(
      'traces',
      ...COLLECTOR,
      spans(100),
      series('telemetry_queue_size', 'user_svc', [[1990, 4]], { signal: 'traces' }),
      series('otelcol_exporter_send_failed_spans_total', 'otelcol', counted(3), {
        exporter: 'otlp_http/jaeger',
        error_type: '400',
      }),
    );
    assert.deepEqual(all.hops[0]?.waiting, { 'in services': { items: 4 } });
    assert.deepEqual(all.hops[2]?.dropped, { 'by the backend: 400': 3 });
  });

  it('have what sampling leaves out in a line of its own', () => {
    const decided = (sampled: string, traces: number) =>
      series('otelcol_processor_tail_sampling_global_count_traces_sampled_total', 'otelcol', counted(traces), {
        sampled,
      });
    const half = spans(100).filter(({ labels }) => labels.service_name !== 'jaeger' && labels.exporter === undefined);
    const kept = [
      series('otelcol_exporter_sent_spans_total', 'otelcol', counted(30), { exporter: 'otlp_http/jaeger' }),
      series('otelcol_receiver_accepted_spans_total', 'jaeger', counted(30)),
      series('otelcol_exporter_sent_spans_total', 'jaeger', counted(30)),
    ];
    const all = ledger('traces', ...COLLECTOR, half, kept, decided('true', 3), decided('false', 7));
    assert.equal(all.hops[2]?.sampled, 70);
    assert.ok(balance(all).every(({ state }) => state === 'balanced'));
    assert.match(all.unknown.join(' '), /3 of 10 kept/);
  });

  it('end at the Collector, and say so, where Prometheus does not scrape the backend', () => {
    const all = ledger('traces', uptime('otelcol'), spans(100));
    assert.equal(all.hops.at(-1)?.to, 'Collector sent');
    assert.match(all.unknown.join(' '), /jaeger received: this Prometheus does not scrape it/);
  });

  it('add the data points that the Collector makes from spans to those that it accepts', () => {
    const points = [
      series('otelcol_receiver_accepted_metric_points_total', 'otelcol', counted(500)),
      series('otelcol_processor_incoming_items_total', 'otelcol', counted(40), {
        processor: 'resource/counted_here',
        otel_signal: 'metrics',
      }),
      series('otelcol_exporter_sent_metric_points_total', 'otelcol', counted(540), {
        exporter: 'otlp_http/prometheus',
      }),
    ];
    const [only, ...more] = sections('metrics', ...COLLECTOR, points);
    assert.deepEqual([only?.slice(2), more], [['balanced', 0], []]);
  });

  it('do not exist while nothing was heard of a Collector', () => {
    assert.throws(
      () => ledgersOf(readings(spans(100))),
      (error) => error instanceof UserError,
    );
  });
});
