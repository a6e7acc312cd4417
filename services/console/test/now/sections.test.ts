import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { KnownAlert } from '@triptych/client/alertmanager';
import { alertsIn } from '../../src/now/alerts.ts';
import { callsIn } from '../../src/now/calls.ts';
import { conversionsIn } from '../../src/now/conversions.ts';
import { objectivesIn } from '../../src/now/objectives.ts';
import { servicesIn } from '../../src/now/services.ts';
import { telemetryIn } from '../../src/now/telemetry.ts';

const TIMES = [0, 15, 30];
const sample = (value: number, labels: Record<string, string>) => ({ labels, value });
const series = (service_name: string, ...values: number[]) => ({
  labels: { service_name },
  times: TIMES.slice(-values.length),
  values,
});

describe('services now', () => {
  const services = servicesIn(
    {
      rates: [series('quiet', 0, 0), series('busy', 2, 4, 5)],
      errors: [series('busy', 1)],
      p95s: [series('busy', Number.NaN, 0.2), series('quiet', Number.NaN)],
      up: [
        sample(1, { service_name: 'busy', job: 'services' }),
        sample(0, { service_name: 'dead', job: 'services' }),
        sample(1, { service_name: 'jaeger', job: 'backends' }),
      ],
      objectives: [sample(0.99, { __name__: 'slo:objective:ratio', slo: 'busy_latency', service: 'busy' })],
    },
    TIMES,
  );

  it('lists every service that sends or is asked, the busiest first, and no backend', () => {
    assert.deepEqual(
      services.map(({ name, up }) => [name, up]),
      [
        ['busy', true],
        ['dead', false],
        ['quiet', null],
      ],
    );
  });

  it('aligns the lines, and has no ratio where nothing was asked', () => {
    const [busy, , quiet] = services;
    assert.deepEqual(
      [busy?.rates, busy?.error_ratios, busy?.p95s],
      [
        [2, 4, 5],
        [0, 0, 0.2],
        [null, null, 0.2],
      ],
    );
    assert.deepEqual([busy?.rate, busy?.error_ratio, busy?.p95_seconds], [5, 0.2, 0.2]);
    assert.deepEqual([quiet?.rates, quiet?.error_ratio, quiet?.p95_seconds], [[null, 0, 0], null, null]);
    assert.deepEqual(
      busy?.objectives.map(({ name }) => name),
      ['latency'],
    );
  });
});

describe('objectives now', () => {
  const stateWith = (values: Record<string, number>) => {
    const labels = { slo: 'a_b', service: 'a' };
    const samples = Object.entries(values).map(([__name__, value]) => sample(value, { ...labels, __name__ }));
    return objectivesIn(samples).get('a')?.[0];
  };
  const TARGET = { 'slo:objective:ratio': 0.99 };

  it('are missed, burning, idle or kept', () => {
    const fast = { 'slo:error_ratio:rate1h': 0.07, 'slo:error_ratio:rate5m': 0.07 };
    assert.equal(stateWith({ ...TARGET, 'slo:error_budget_remaining:ratio': -0.1 })?.state, 'missed');
    assert.equal(stateWith({ ...TARGET, ...fast, 'slo:error_budget_remaining:ratio': 0.9 })?.state, 'burning');
    assert.equal(stateWith({ ...TARGET, ...fast, 'slo:error_ratio:rate5m': 0 })?.state, 'ok');
    assert.equal(stateWith({ ...TARGET, 'slo:error_ratio:rate1h': Number.NaN })?.state, 'idle');
  });

  it('have a burn rate relative to what the target allows', () => {
    assert.equal(stateWith({ ...TARGET, 'slo:error_ratio:rate1h': 0.02 })?.burn_rate?.toFixed(3), '2.000');
  });
});

describe('calls now', () => {
  const edge = { client: 'a', server: 'b', connection_type: '' };
  const queue = { ...edge, connection_type: 'messaging_system' };
  const user = { client: 'user', server: 'a', connection_type: 'virtual_node' };
  const calls = callsIn(
    [sample(1, edge), sample(1, queue), sample(1, user), sample(1, { client: '', server: 'b' })],
    [sample(4, edge), sample(8, user)],
    [sample(1, edge)],
    [sample(0.3, edge), sample(Number.NaN, queue)],
  );

  it('have a rate, a ratio of errors and a p95 for each edge', () => {
    assert.deepEqual(calls[1], {
      client: 'a',
      server: 'b',
      outside: null,
      rate: 4,
      error_ratio: 0.25,
      p95_seconds: 0.3,
    });
  });

  it('know ends that send no spans, and edges that rest', () => {
    assert.deepEqual([calls[0]?.client, calls[0]?.outside], ['user', 'client']);
    assert.deepEqual([calls[2]?.rate, calls[2]?.error_ratio, calls[2]?.p95_seconds], [0, null, null]);
    assert.equal(calls.length, 3);
  });
});

describe('alerts now', () => {
  const alert = (alertname: string, severity: string, status: Partial<KnownAlert['status']> = {}): KnownAlert => ({
    labels: { alertname, severity },
    annotations: { summary: `${alertname}!`, runbook_url: `docs/runbooks/${alertname}.md` },
    fingerprint: alertname,
    startsAt: '2026-11-28T00:00:00Z',
    status: { state: 'active', silencedBy: [], inhibitedBy: [], ...status },
  });

  it('put those that notify first, then the worst, and leave out the one that always fires', () => {
    const alerts = alertsIn([
      alert('Watchdog', 'none'),
      alert('Hidden', 'page', { inhibitedBy: ['x'] }),
      alert('Small', 'ticket'),
      alert('Quiet', 'page', { silencedBy: ['y'], inhibitedBy: ['x'] }),
      alert('Big', 'page'),
    ]);
    assert.deepEqual(
      alerts.map(({ name, state }) => [name, state]),
      [
        ['Big', 'firing'],
        ['Small', 'firing'],
        ['Quiet', 'silenced'],
        ['Hidden', 'inhibited'],
      ],
    );
    assert.equal(alerts[0]?.runbook, 'docs/runbooks/Big.md');
  });
});

describe('conversions now', () => {
  it('are counted by the requested format, the most frequent first', () => {
    const formats = conversionsIn(
      {
        counts: [
          sample(3.9, { format_out: 'webp', outcome: 'ok' }),
          sample(1, { format_out: 'webp', outcome: 'rejected' }),
          sample(9, { format_out: 'jpeg', outcome: 'ok' }),
          sample(0, { format_out: 'avif', outcome: 'ok' }),
        ],
        p95s: [sample(0.2, { format_out: 'webp' })],
        rates: [{ labels: { format_out: 'webp' }, times: [30], values: [0.5] }],
      },
      TIMES,
    );
    assert.deepEqual(
      formats.map(({ format, count, failed, p95_seconds }) => [format, count, failed, p95_seconds]),
      [
        ['jpeg', 9, 0, null],
        ['webp', 5, 1, 0.2],
      ],
    );
    assert.deepEqual(formats[1]?.rates, [null, null, 0.5]);
  });
});

describe('the health of telemetry', () => {
  const CALM = {
    up: [sample(1, { service_name: 'loki', job: 'backends' })],
    sizes: [sample(10, { exporter: 'otlp_http/loki' })],
    capacities: [sample(100, { exporter: 'otlp_http/loki' })],
    age: [sample(8, {})],
    losses: [sample(0, { what: 'rejected', exporter: 'otlp_http/loki' })],
    dropped: [sample(0.2, { service_name: 'user_svc' })],
    waiting: [sample(4, { service_name: 'user_svc' })],
  };

  it('is good while nothing is lost and every queue has room', () => {
    const { healthy, problems, queues, waiting, lost } = telemetryIn(CALM);
    assert.deepEqual([healthy, problems, waiting, lost], [true, [], 4, 0]);
    assert.deepEqual(queues, [{ exporter: 'otlp_http/loki', bytes: 10, capacity_bytes: 100, fill: 0.1 }]);
  });

  it('names each problem in a sentence, and does not count what was refused as lost', () => {
    const { healthy, problems, lost } = telemetryIn({
      ...CALM,
      up: [sample(0, { service_name: 'loki', job: 'backends' })],
      sizes: [sample(80, { exporter: 'otlp_http/loki' })],
      age: [sample(70, {})],
      losses: [
        sample(3, { what: 'rejected', exporter: 'otlp_http/loki' }),
        sample(2, { what: 'not_queued', exporter: 'otlp_http/loki' }),
        sample(9, { what: 'refused', receiver: 'otlp' }),
      ],
      dropped: [sample(1, { service_name: 'user_svc' })],
    });
    assert.deepEqual([healthy, lost], [false, 6]);
    assert.deepEqual(problems, [
      'The last report of the Collector is 70 s old: the figures here may be old, too.',
      'loki does not answer Prometheus.',
      'The queue of otlp_http/loki is 80 % full.',
      'In the last 15 minutes the backend behind otlp_http/loki rejected 3 items.',
      'In the last 15 minutes the Collector could not queue 2 items for otlp_http/loki.',
      'In the last 15 minutes the Collector refused 9 items from otlp; senders keep them and try again.',
      'In the last 15 minutes user_svc dropped 1 item.',
    ]);
  });

  it('is bad while the Collector is silent', () => {
    const { healthy, report_age_seconds } = telemetryIn({ ...CALM, age: [] });
    assert.deepEqual([healthy, report_age_seconds], [false, null]);
  });
});
